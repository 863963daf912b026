/** Figures of a traffic report, and their points over time. */
import type { Metrics, TrafficReport } from '@edgegraph/rest/reporting/traffic.ts';
import { badUserInput, serviceUnavailable } from '@edgegraph/schema/errors.ts';
import type { TrafficMetrics, TrafficMetricsTimeToFirstByteMsArgs } from '../generated/reporting.ts';
import { isPercentile, percentileOf } from './traffic-needs.ts';

/** Figures whose percentiles are read when they are asked for; those that are were asked of the service. */
export interface TrafficMetricsModel extends Omit<TrafficMetrics, 'timeToFirstByteMs'> {
  readonly timeToFirstByteMs: (args: TrafficMetricsTimeToFirstByteMsArgs) => number | null;
}

export interface TrafficPointModel {
  readonly from: Date;
  readonly to: Date;
  readonly metrics: TrafficMetricsModel;
}

export const toMetrics = ({ Requests, Bytes, OriginBytes, Hits, Misses, Errors, BitsPerSecondP95, TimeToFirstByteMs }: Metrics): TrafficMetricsModel => ({
  requests: Requests,
  bytes: Bytes,
  originBytes: OriginBytes,
  hits: Hits,
  misses: Misses,
  errors: Errors,
  hitRatio: Requests === 0n ? null : Number(Hits) / Number(Requests),
  bitsPerSecondP95: BitsPerSecondP95,
  timeToFirstByteMs: (args) => {
    const percentile = percentileOf(args);
    if (!isPercentile(percentile)) throw badUserInput('percentile must be 1 to 99.', [{ path: 'percentile', message: 'must be 1 to 99.' }]);
    const time = TimeToFirstByteMs?.[percentile];
    if (time === undefined) throw serviceUnavailable('reporting', new Error(`The percentile ${percentile} was not asked for, or left out.`));
    return time;
  },
});

type Slice = NonNullable<TrafficReport['Data']>[number];

/** The points of a report or group; none if it was asked for without an interval. */
export const toPoints = ({ Data }: Pick<TrafficReport, 'Data'>): TrafficPointModel[] => (Data ?? []).map(toPoint);

const toPoint = ({ From, To, ...metrics }: Slice): TrafficPointModel => ({ from: new Date(From), to: new Date(To), metrics: toMetrics(metrics) });
