import { dateText } from '@edgegraph/rest/codec.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import { beyond, reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import { type BillingMonth, monthOf } from '../../analytics/billing.ts';
import { type Interval, intervals } from '../../analytics/interval.ts';

/** The two dates of a report, in milliseconds since 1970. */
export interface Dates {
  readonly begindate: number;
  readonly enddate: number;
}

/** A half-open range, in milliseconds since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The half-open range of whole chunks that the dates stand for: begindate goes down to its chunk's first moment, enddate up to its chunk's end.
 * Throws 400 when they are reversed.
 */
export function chunks({ begindate, enddate }: Dates, chunk: Interval): Range {
  if (enddate < begindate) throw badRequest([{ path: 'enddate', message: 'must not be before begindate.' }]);
  const length = intervals[chunk];
  return { from: Math.floor(begindate / length) * length, to: (Math.floor(enddate / length) + 1) * length };
}

/** The month that begins with begindate. Throws 400 when none does, or when it has yet to begin. */
export function monthFrom(begindate: number, now: number): BillingMonth {
  const month = monthOf(begindate);
  if (begindate !== month.from) throw badRequest([{ path: 'begindate', message: `must be the first day of a month, such as ${dateText(month.from).slice(0, 10)}.` }]);
  if (begindate > now) throw badRequest([{ path: 'begindate', message: 'is a month that has not begun.' }]);
  return month;
}

/** Throws 400 when the range of a report by interval is longer than its limit. */
export function limitSpan({ from, to }: { from: number; to: number }): void {
  const days = Math.ceil((to - from) / intervals.day);
  if (days > reportLimits.IntervalReportDays.value) {
    throw badRequest([{ path: 'enddate', message: `gives a range that ${beyond('IntervalReportDays', days, 'ask for several shorter ranges')}` }]);
  }
}
