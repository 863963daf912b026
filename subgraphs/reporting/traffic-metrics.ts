/** Figures of a traffic report, and their points over time. */
import type { TrafficPointReport, Metrics } from '@edgegraph/rest/reporting/traffic.ts';
import { badUserInput } from '@edgegraph/schema/errors.ts';
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
    return TimeToFirstByteMs?.[percentile] ?? null;
  },
});

export const toPoint = ({ From, To, ...metrics }: TrafficPointReport): TrafficPointModel => ({
  from: new Date(From),
  to: new Date(To),
  metrics: toMetrics(metrics),
});
