import { badRequest } from '@edgegraph/rest/error.ts';
import { beyond, reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import { type Interval, intervals } from '../../analytics/interval.ts';

/** The two dates of a report, in milliseconds since 1970. */
export interface Dates {
  readonly begindate: number;
  readonly enddate: number;
}

/**
 * The half-open range of whole chunks that the dates stand for: begindate goes down to its chunk's first moment, enddate up to its chunk's end.
 * Throws 400 when they are reversed.
 */
export function chunks({ begindate, enddate }: Dates, chunk: Interval): { from: number; to: number } {
  if (enddate < begindate) throw badRequest([{ path: 'enddate', message: 'must not be before begindate.' }]);
  const length = intervals[chunk];
  return { from: Math.floor(begindate / length) * length, to: (Math.floor(enddate / length) + 1) * length };
}

/** Throws 400 when the range of a report by interval is longer than its limit. */
export function limitSpan({ from, to }: { from: number; to: number }): void {
  const days = Math.ceil((to - from) / intervals.day);
  if (days > reportLimits.IntervalReportDays.value) {
    throw badRequest([{ path: 'enddate', message: `gives a range that ${beyond('IntervalReportDays', days, 'ask for several shorter ranges')}` }]);
  }
}
