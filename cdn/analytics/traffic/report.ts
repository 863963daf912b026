import type { Connection, Row } from '../clickhouse/connection.ts';
import { Placeholders } from '../clickhouse/placeholders.ts';
import { aggregationSql } from './aggregation.ts';
import { ask } from './ask.ts';
import { metricsOf, seriesOf } from './metrics.ts';
import type { Traffic, TrafficQuery } from './query.ts';
import { subjectIds, subjectOf } from './subjects.ts';

/** A report of each subject, or one of the account; one query however many there are. */
export async function traffic(connection: Connection, query: TrafficQuery): Promise<Traffic[]> {
  const ids = subjectIds(query);
  if (ids.length === 0) return [];
  const { from, to, boundaries } = query;
  const placeholders = new Placeholders();
  const sql = aggregationSql({ ...query, by: [], wholes: boundaries !== undefined }, placeholders);
  const rows = await ask(connection, sql, placeholders);
  const isWhole = ({ whole = 1 }: Row): boolean => Number(whole) === 1;
  const wholes = new Map(rows.filter(isWhole).map((row) => [subjectOf(row), row]));
  const intervals = Map.groupBy(rows.filter((row) => !isWhole(row)), subjectOf);
  return ids.map((id) => ({
    id,
    total: metricsOf(wholes.get(id), query, from, to),
    series: boundaries ? seriesOf(intervals.get(id) ?? [], query, boundaries) : null,
  }));
}
