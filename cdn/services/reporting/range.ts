import { badRequest } from '@edgegraph/rest/error.ts';
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

const longestSpan = 45 * intervals.day;

/** Throws 400 when the range is longer than 45 days. */
export function limitSpan({ from, to }: { from: number; to: number }): void {
  if (to - from > longestSpan) throw badRequest([{ path: 'enddate', message: 'must be at most 45 days after begindate; ask for several shorter ranges.' }]);
}

const mostPoints = 10_000;
const mostPointsInAll = 200_000;

/** Throws 400 when a series would have more than 10,000 points, or `series` of them together more than 200,000. */
export function limitPoints({ from, to }: { from: number; to: number }, interval: Interval, series: number): void {
  const points = (to - from) / intervals[interval];
  if (points > mostPoints) {
    throw badRequest([{ path: 'intervalid', message: `would give ${points} points, of at most 10,000; ask for a longer interval or a shorter range.` }]);
  }
  const inAll = points * series;
  if (inAll > mostPointsInAll) {
    throw badRequest([{ path: 'intervalid', message: `would give ${inAll} points in ${series} series, of at most 200,000; ask for fewer ids, a longer interval or a shorter range.` }]);
  }
}
