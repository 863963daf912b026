import type { Handlers } from '@edgegraph/rest/door.ts';
import type { storage } from '@edgegraph/rest/reporting/storage.ts';
import { type ReportingSources, keptChunks } from './sources.ts';

/** The embedded CDN keeps no content of customers but in caches: their storage at it holds nothing, and never did. */
export const storageHandlers = (sources: ReportingSources): Handlers<typeof storage> => ({
  getLatestStorageUsage: () => ({ UsageResult: 0 }),

  getMaximumStorageUsage: async (input, { accountNumber }) => {
    await keptChunks(sources, accountNumber, input, 'day');
    return { UsageResult: 0 };
  },
});
