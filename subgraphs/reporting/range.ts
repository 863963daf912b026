import { dateText } from '@edgegraph/rest/codec.ts';
import { badUserInput } from '@edgegraph/schema/errors.ts';
import { parse, toSeconds } from 'iso8601-duration';
import type { Bucket, TimeRange } from '../generated/reporting.ts';

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
  const { from, to } = bounds(range, now);
  if (from.getTime() >= to.getTime()) refuse('range.to', 'must be later than range.from.');
  const ms = bucketMs[every];
  const start = new Date(Math.floor(from.getTime() / ms) * ms);
  const end = new Date(Math.ceil(to.getTime() / ms) * ms);
  return { from: start, to: end, begindate: dateText(start.getTime()), enddate: dateText(end.getTime() - 1000) };
}

function bounds({ from, to, last }: TimeRange, now: Date): { from: Date; to: Date } {
  if (last != null) {
    if (from || to) refuse('range.last', 'stands alone: leave out range.from and range.to, or range.last.');
    return { from: new Date(now.getTime() - toSeconds(parse(last)) * 1000), to: now };
  }
  return { from: from ?? refuse('range.from', 'is missing: give range.from and range.to, or range.last such as "P7D".'), to: to ?? now };
}

function refuse(path: string, message: string): never {
  throw badUserInput(`${path} ${message}`, [{ path, message }]);
}
