import type { Placeholders } from '../clickhouse/placeholders.ts';
import { placeOfP95 } from './bandwidth.ts';
import { type RowsQuery, groupColumns, rowsOf } from './rows.ts';

/** Percentiles of the time to first byte are right within this share of them. */
const accuracy = 0.01;

/** Sums of the query's rows. */
export interface Aggregation extends RowsQuery {
  /** With intervals: whether each group has a row for the whole range too, besides those for its intervals. */
  readonly wholes?: boolean;
}

/** What adds up. */
export const sumNames = ['requests', 'bytes', 'originBytes', 'hits', 'errors'] as const;

const sums = sumNames.map((name) => `sum(${name}) AS ${name}`);

/**
 * A row for each group that has requests, or for each of its intervals that has: its columns of `groupColumns`, `start` of the interval, `whole` (1 in the
 * row for the whole range), the sums, `peak` (the bytes of the 5 minutes at the 95th percentile), `timeToFirstByte` (a value for each percentile).
 */
export function aggregationSql(asked: Aggregation, placeholders: Placeholders): string {
  const { bandwidth = false, percentiles = [], boundaries, wholes = false } = asked;
  const rows = rowsOf(asked, placeholders);
  const groups = groupColumns(asked);
  const each = boundaries ? [...groups, 'start'] : groups;
  const levels = percentiles.map((percentile) => placeholders.of('Float64', percentile / 100));
  const timeToFirstByte = (form: 'quantilesDD' | 'quantilesDDMerge') =>
    levels.length > 0 ? [`${form}(${[accuracy, ...levels].join(', ')})(timeToFirstByte) AS timeToFirstByte`] : [];

  if (!bandwidth && !wholes) {
    return select([...each, ...sums, ...timeToFirstByte(rows.sketched ? 'quantilesDDMerge' : 'quantilesDD')], rows.sql, groupBy(each));
  }
  // What is small once it is added up, by 5 minutes or by intervals, is added up again.
  const cells = bandwidth ? [...each, 'chunk'] : each;
  const sketch = levels.length > 0 ? [`quantileDD${rows.sketched ? 'Merge' : ''}State(${accuracy})(timeToFirstByte) AS timeToFirstByte`] : [];
  return select(
    [
      ...each,
      ...(wholes ? ['grouping(start) AS whole'] : []),
      ...sums,
      ...(bandwidth ? [`arrayReverseSort(groupArray(bytes))[${placeOfPeak(asked, placeholders)}] AS peak`] : []),
      ...timeToFirstByte('quantilesDDMerge'),
    ],
    select([...cells, ...sums, ...sketch], rows.sql, groupBy(cells)),
    wholes ? `GROUP BY GROUPING SETS ((${groups.join(', ')}), (${each.join(', ')}))` : groupBy(each),
  );
}

/** From 1; beyond the list, which lacks the chunks without requests, stand zeros. */
function placeOfPeak({ from, to, boundaries, wholes }: Aggregation, placeholders: Placeholders): string {
  const ofRange = placeholders.of('UInt32', placeOfP95(from, to));
  if (!boundaries) return ofRange;
  const intervals = boundaries.slice(0, -1).map((start, index) => ({ start, place: placeOfP95(start, boundaries[index + 1] ?? to) }));
  const starts = placeholders.of('Array(Int64)', intervals.map(({ start }) => start));
  const places = placeholders.of('Array(UInt32)', intervals.map(({ place }) => place));
  const ofInterval = `transform(start, ${starts}, ${places}, 1)`;
  return wholes ? `if(grouping(start) = 1, ${ofRange}, ${ofInterval})` : ofInterval;
}

const select = (selected: readonly string[], from: string, groupedBy: string): string => `SELECT ${selected.join(', ')} FROM (${from}) ${groupedBy}`;

const groupBy = (names: readonly string[]): string => (names.length > 0 ? `GROUP BY ${names.join(', ')}` : '');
