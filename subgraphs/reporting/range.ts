import { dateText } from '@edgegraph/rest/codec.ts';
import type { BucketWord } from '@edgegraph/rest/reporting/traffic.ts';
import { badUserInput } from '@edgegraph/schema/errors.ts';
import type { Bucket, TimeRange } from '../generated/reporting.ts';
import { toBounds } from '../time-range.ts';

/** A half-open range of whole intervals, and REST's dates for it, whose end is inclusive. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
  readonly begindate: string;
  readonly enddate: string;
}

/** The intervals that the contract's own reports know, with their `intervalid` in REST; always in UTC. */
export const fixedBuckets = { FIVE_MINUTES: 1, HOUR: 2, DAY: 3 } as const satisfies Partial<Record<Bucket, number>>;

export type FixedBucket = keyof typeof fixedBuckets;

const minute = 60_000;

/** The length of each of them, in milliseconds. */
export const bucketMs: Readonly<Record<FixedBucket, number>> = { FIVE_MINUTES: 5 * minute, HOUR: 60 * minute, DAY: 1440 * minute };

/** REST's word for the length of an interval. */
export const intervalWord: Readonly<Record<Bucket, BucketWord>> = {
  MINUTE: 'minute',
  FIVE_MINUTES: 'fiveminutes',
  FIFTEEN_MINUTES: 'fifteenminutes',
  HOUR: 'hour',
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
};

/** The interval, if the contract's own reports know it. Throws BAD_USER_INPUT otherwise. */
export function toFixedBucket(every: Bucket): FixedBucket {
  if (every === 'FIVE_MINUTES' || every === 'HOUR' || every === 'DAY') return every;
  const message = `must be FIVE_MINUTES, HOUR or DAY; traffic has series of ${every}, too.`;
  throw badUserInput(`every ${message}`, [{ path: 'every', message }]);
}

/** The range asked for, widened to whole intervals. Throws BAD_USER_INPUT when it is incomplete, double or reversed. */
export function toWindow(range: TimeRange, every: FixedBucket, now: Date): Window {
  const { from, to } = toBounds(range, now);
  const ms = bucketMs[every];
  return windowOf(Math.floor(from.getTime() / ms) * ms, Math.ceil(to.getTime() / ms) * ms);
}

/** The window of the same length that ends where this one begins. */
export const windowBefore = ({ from, to }: Window): Window => windowOf(2 * from.getTime() - to.getTime(), from.getTime());

const windowOf = (from: number, to: number): Window => ({ from: new Date(from), to: new Date(to), begindate: dateText(from), enddate: dateText(to - 1000) });
