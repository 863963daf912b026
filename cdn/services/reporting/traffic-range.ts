import { badRequest } from '@edgegraph/rest/error.ts';
import { beyond, moreThan, reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import type { BucketWord } from '@edgegraph/rest/reporting/traffic.ts';
import { type Bucket, boundaries } from '../../analytics/traffic/buckets.ts';
import type { Dates } from './range.ts';

const bucketOfWord: Readonly<Record<BucketWord, Bucket>> = {
  minute: 'minute',
  fiveminutes: 'fiveMinutes',
  fifteenminutes: 'fifteenMinutes',
  hour: 'hour',
  day: 'day',
  week: 'week',
  month: 'month',
};

/** The bucket of each `intervalid`. */
const bucketOfId: Readonly<Record<1 | 2 | 3, Bucket>> = { 1: 'fiveMinutes', 2: 'hour', 3: 'day' };

export interface AskedSeries extends Dates {
  readonly interval?: BucketWord | undefined;
  readonly intervalid?: 1 | 2 | 3 | undefined;
  readonly timezone: string;
}

/**
 * The moments between the intervals that the dates fall in and lie between; undefined if no series is asked for.
 * Throws 400 when one series would have too many points, or `series` of them together.
 */
export function boundariesOf({ begindate, enddate, interval, intervalid, timezone }: AskedSeries, series: number): readonly number[] | undefined {
  if (interval && intervalid) throw badRequest([{ path: 'intervalid', message: 'and interval exclude each other; give one of them.' }]);
  const bucket = interval ? bucketOfWord[interval] : intervalid && bucketOfId[intervalid];
  if (!bucket) return undefined;
  const most = reportLimits.SeriesPoints.value;
  // One moment more than a series of the most points has, and one that tells of a longer one.
  const moments = [...boundaries(begindate, enddate + 1, bucket, timezone).take(most + 2)];
  const path = interval ? 'interval' : 'intervalid';
  const points = moments.length - 1;
  if (points > most) throw badRequest([{ path, message: moreThan('SeriesPoints', 'ask for a longer interval or a shorter range') }]);
  if (points * series > reportLimits.AnswerPoints.value) {
    throw badRequest([{ path, message: beyond('AnswerPoints', points * series, 'ask for fewer ids or groups, a longer interval or a shorter range') }]);
  }
  return moments;
}
