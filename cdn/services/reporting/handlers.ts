import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import type { reporting } from '@edgegraph/rest/reporting.ts';
import type { Interval } from '../../analytics/interval.ts';
import type { Exports } from '../../exports/exports.ts';
import { minuteText } from '../date-text.ts';
import { exportHandlers } from './exports.ts';
import { chunks, limitSpan } from './range.ts';
import { rawLogHandlers } from './raw-logs.ts';
import { type TrafficSources, trafficHandlers } from './traffic.ts';

/** The interval of each `intervalid`. */
const intervalOf: Readonly<Record<1 | 2 | 3, Interval>> = { 1: 'fiveMinutes', 2: 'hour', 3: 'day' };

/** The reporting service, over the events' store. */
export const reportingHandlers = ({ analytics, ...sources }: TrafficSources, exports: Pick<Exports, 'create'>): Handlers<typeof reporting> => ({
  getBytesTransferred: async (input, { accountNumber }) => ({
    Bytes: await analytics.bytesTransferred({ accountNumber, ...chunks(input, 'fiveMinutes'), ...place(input) }),
  }),

  getPlatformBytesTransferred: async ({ platform, ...input }, { accountNumber }) => ({
    Bytes: await analytics.bytesTransferred({ accountNumber, mediaTypeId: platform, ...chunks(input, 'fiveMinutes'), ...place(input) }),
  }),

  getBytesByInterval: async ({ mediatypeid, intervalid = 1, ...input }, { accountNumber }) => {
    const range = chunks(input, intervalOf[intervalid]);
    limitSpan(range);
    const series = await analytics.bytesByInterval({ accountNumber, mediaTypeId: mediatypeid, ...range, ...place(input) }, intervalOf[intervalid]);
    return series.map(({ mediaTypeId, points }) => ({
      AN: accountNumber,
      Data: points.map(({ from, bytes }) => ({ Bytes: bytes, DateTimeSlice: minuteText(from) })),
      MediaTypeId: mediaTypeId,
    }));
  },

  getHits: async ({ platform, ...input }, { accountNumber }) => {
    const hits = await analytics.hitsByStatus({ accountNumber, mediaTypeId: platform === 0 ? undefined : platform, ...chunks(input, 'hour') });
    return hits
      .map(({ status, hits, percent }) => ({ Description: '', HitPercentage: percent, Hits: hits, StatusCode: status }))
      .toSorted((a, b) => Number(b.Hits - a.Hits));
  },

  getCacheStatuses: async ({ platform, ...input }, { accountNumber }) => {
    const statuses = await analytics.hitsByCacheStatus({ accountNumber, mediaTypeId: platform, ...chunks(input, 'hour') });
    return statuses.map(({ cacheStatus, hits }) => ({ Hits: hits, Name: cacheStatus })).toSorted((a, b) => Number(b.Hits - a.Hits));
  },

  ...trafficHandlers({ analytics, ...sources }),
  ...rawLogHandlers({ analytics, ...sources }),
  ...exportHandlers(exports),
});

function place({ pops, regionid }: { pops?: readonly string[] | undefined; regionid?: number | undefined }) {
  if (pops && regionid !== undefined) throw badRequest([{ path: 'regionid', message: 'and pops exclude each other; give one of them.' }]);
  return { pops: pops?.map((pop) => pop.toUpperCase()), regionId: regionid };
}
