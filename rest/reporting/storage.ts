/** `reporting`: what the CDN's own storage holds, in GB of 10^9 bytes. */
import { z } from 'zod';
import { route } from '../route.ts';
import { customer, range } from './fields.ts';

const output = z.object({ UsageResult: z.number() });

export const storage = {
  getLatestStorageUsage: route({
    service: 'reporting', method: 'GET', path: `${customer}/lateststorageusage`, access: 'CORE_REPORTS',
    input: z.object({}), output, summary: "Get what the customer's storage at the CDN holds now, in GB.",
  }),
  getMaximumStorageUsage: route({
    service: 'reporting', method: 'GET', path: `${customer}/maxstorageusage`, access: 'CORE_REPORTS',
    input: z.object(range), output, summary: "Get the most that the customer's storage at the CDN held within the range, in GB.",
  }),
};
