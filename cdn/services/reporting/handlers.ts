import type { Handlers } from '@edgegraph/rest/door.ts';
import type { reporting } from '@edgegraph/rest/reporting.ts';
import type { Interval } from '../../analytics/interval.ts';
import { minuteText } from '../date-text.ts';
import { accountHandlers } from './account.ts';
import { billingHandlers } from './billing.ts';
import { contentHandlers } from './content.ts';
import { customReportHandlers } from './custom-reports.ts';
import { edgeCnameLiveHandlers } from './edge-cname-live.ts';
import { place } from './place.ts';
import { type Dates, limitSpan } from './range.ts';
import { type ReportingSources, keptChunks } from './sources.ts';
import { storageHandlers } from './storage.ts';
import type { Exports } from '../../exports/exports.ts';
import { exportHandlers } from './exports.ts';
import { rawLogHandlers } from './raw-logs.ts';
import { trafficHandlers } from './traffic.ts';

/** The interval of each `intervalid`. */
const intervalOf: Readonly<Record<1 | 2 | 3, Interval>> = { 1: 'fiveMinutes', 2: 'hour', 3: 'day' };

/** The reporting service, over the events' store. */
export const reportingHandlers = (sources: ReportingSources, exports: Pick<Exports, 'create'>): Handlers<typeof reporting> => {
  const { analytics } = sources;
  const kept = (accountNumber: string, dates: Dates, chunk: Interval) => keptChunks(sources, accountNumber, dates, chunk);

  return {
    ...accountHandlers(sources),
    ...billingHandlers(sources),
    ...contentHandlers(sources),
    ...customReportHandlers(sources),
    ...edgeCnameLiveHandlers(sources),
    ...storageHandlers(sources),

    getBytesTransferred: async (input, { accountNumber }) => ({
      Bytes: await analytics.bytesTransferred({ accountNumber, ...(await kept(accountNumber, input, 'fiveMinutes')), ...place(input) }),
    }),

    getPlatformBytesTransferred: async ({ platform, ...input }, { accountNumber }) => ({
      Bytes: await analytics.bytesTransferred({ accountNumber, mediaTypeId: platform, ...(await kept(accountNumber, input, 'fiveMinutes')), ...place(input) }),
    }),

    getBytesByInterval: async ({ mediatypeid, intervalid = 1, ...input }, { accountNumber }) => {
      const range = await kept(accountNumber, input, intervalOf[intervalid]);
      limitSpan(range);
      const series = await analytics.bytesByInterval({ accountNumber, mediaTypeId: mediatypeid, ...range, ...place(input) }, intervalOf[intervalid]);
      return series.map(({ mediaTypeId, points }) => ({
        AN: accountNumber,
        Data: points.map(({ from, bytes }) => ({ Bytes: bytes, DateTimeSlice: minuteText(from) })),
        MediaTypeId: mediaTypeId,
      }));
    },

    getHits: async ({ platform, ...input }, { accountNumber }) => {
      const range = await kept(accountNumber, input, 'hour');
      const hits = await analytics.hitsByStatus({ accountNumber, mediaTypeId: platform === 0 ? undefined : platform, ...range });
      return hits
        .map(({ status, hits, percent }) => ({ Description: '', HitPercentage: percent, Hits: hits, StatusCode: status }))
        .toSorted((a, b) => Number(b.Hits - a.Hits));
    },

    getCacheStatuses: async ({ platform, ...input }, { accountNumber }) => {
      const range = await kept(accountNumber, input, 'hour');
      const statuses = await analytics.hitsByCacheStatus({ accountNumber, mediaTypeId: platform, ...range });
      return statuses.map(({ cacheStatus, hits }) => ({ Hits: hits, Name: cacheStatus })).toSorted((a, b) => Number(b.Hits - a.Hits));
    },

    ...trafficHandlers(sources),
    ...rawLogHandlers(sources),
    ...exportHandlers(exports),
  };
};
