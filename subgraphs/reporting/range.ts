import { dateText } from '@edgegraph/rest/codec.ts';
import type { Bucket, TimeRange } from '../generated/reporting.ts';
import { toBounds } from '../time-range.ts';

/** A half-open range of whole intervals, and REST's dates for it, whose end is inclusive. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
  readonly begindate: string;
  readonly enddate: string;
}

const minute = 60_000;

/** The length of each interval, in milliseconds. */
export const bucketMs: Readonly<Record<Bucket, number>> = { FIVE_MINUTES: 5 * minute, HOUR: 60 * minute, DAY: 1440 * minute };

/** REST's `intervalid` of each interval. */
export const intervalId: Readonly<Record<Bucket, 1 | 2 | 3>> = { FIVE_MINUTES: 1, HOUR: 2, DAY: 3 };

/** The range asked for, widened to whole intervals. Throws BAD_USER_INPUT when it is incomplete, double or reversed. */
export function toWindow(range: TimeRange, every: Bucket, now: Date): Window {
  const { from, to } = toBounds(range, now);
  const ms = bucketMs[every];
  const start = new Date(Math.floor(from.getTime() / ms) * ms);
  const end = new Date(Math.ceil(to.getTime() / ms) * ms);
  return { from: start, to: end, begindate: dateText(start.getTime()), enddate: dateText(end.getTime() - 1000) };
}
