import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import { reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import type { BucketWord, Metrics, TrafficReport, trafficRoutes } from '@edgegraph/rest/reporting/traffic.ts';
import { type Interval, intervals } from '../../analytics/interval.ts';
import type { AnalyticsStore, Traffic, TrafficMetrics, TrafficOptions } from '../../analytics/store.ts';
import { minuteText } from '../date-text.ts';
import { chunks, limitPoints } from './range.ts';

const intervalOfId: Readonly<Record<1 | 2 | 3, Interval>> = { 1: 'fiveMinutes', 2: 'hour', 3: 'day' };

const intervalOfWord: Readonly<Partial<Record<BucketWord, Interval>>> = { minute: 'minute', fiveminutes: 'fiveMinutes', hour: 'hour', day: 'day' };

/** The traffic query. */
export const trafficHandlers = (analytics: AnalyticsStore): Handlers<typeof trafficRoutes> => ({
  getTraffic: async ({ interval: word, intervalid, cnameids, originids, ...input }, { accountNumber }) => {
    const interval = (word && intervalOfWord[word]) ?? (intervalid && intervalOfId[intervalid]);
    const range = chunks(input, interval ?? 'fiveMinutes');
    const subjects = groups(cnameids, originids);
    if (interval) limitPoints(range, interval, subjects?.ids.length ?? 1);
    const reports = await analytics.traffic({ accountNumber, ...range }, { interval, groups: subjects });
    const completeUntil = momentText(await analytics.completeUntil());
    return reports.map((report) => toRest(report, interval, completeUntil));
  },

  getTrafficGroups: async ({ cnameids, originids }) => {
    const CompleteUntil = momentText(await analytics.completeUntil());
    const subjects = groups(cnameids, originids)?.ids ?? [null];
    return subjects.map((Id) => ({ CompleteUntil, GroupCount: 0, Groups: [], Id, Other: null }));
  },

  getReportLimits: () =>
    Object.entries(reportLimits).map(([Name, { value, unit, description }]) => ({ Description: description, Name, Unit: unit, Value: BigInt(value) })),
});

function groups(cnameids: readonly number[] | undefined, originids: readonly number[] | undefined): TrafficOptions['groups'] {
  if (cnameids && originids) throw badRequest([{ path: 'originids', message: 'and cnameids exclude each other; give one of them.' }]);
  if (cnameids) return { by: 'cnameId', ids: cnameids };
  return originids && { by: 'originId', ids: originids };
}

const momentText = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

const toRest = ({ id, total, series }: Traffic, interval: Interval | undefined, CompleteUntil: string): TrafficReport => ({
  CompleteUntil,
  Data:
    interval && series
      ? series.map(({ from, ...metrics }) => ({
          DateTimeSlice: minuteText(from),
          From: momentText(from),
          To: momentText(from + intervals[interval]),
          ...toRestMetrics(metrics),
        }))
      : null,
  Id: id,
  Total: toRestMetrics(total),
});

const toRestMetrics = ({ requests, bytes, hits, errors }: TrafficMetrics): Metrics => ({
  BitsPerSecondP95: null,
  Bytes: bytes,
  Errors: errors,
  Hits: hits,
  Misses: requests - hits,
  OriginBytes: 0n,
  Requests: requests,
  TimeToFirstByteMs: null,
});
