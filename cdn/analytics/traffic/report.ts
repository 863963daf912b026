import type { Connection, Row } from '../clickhouse/connection.ts';
import { Placeholders } from '../clickhouse/placeholders.ts';
import { aggregationSql } from './aggregation.ts';
import { ask } from './ask.ts';
import { addedUp, addsUp, metricsOf, seriesOf } from './metrics.ts';
import type { Traffic, TrafficQuery } from './query.ts';
import { subjectIds, subjectOf } from './subjects.ts';

/** A report of each subject, or one of the account; one query however many there are. */
export async function traffic(connection: Connection, query: TrafficQuery): Promise<Traffic[]> {
  const ids = subjectIds(query);
  if (ids.length === 0) return [];
  const { from, to, boundaries } = query;
  const wholes = boundaries !== undefined && !addsUp(query);
  const placeholders = new Placeholders();
  const sql = aggregationSql({ ...query, by: [], wholes }, placeholders);
  const rows = Map.groupBy(await ask(connection, sql, placeholders), subjectOf);
  return ids.map((id) => {
    const all = rows.get(id) ?? [];
    const intervals = all.filter((row) => !isWhole(row));
    return {
      id,
      total: metricsOf(boundaries && !wholes ? addedUp(intervals) : all.find((row) => !boundaries || isWhole(row)), query, from, to),
      series: boundaries ? seriesOf(intervals, query, boundaries) : null,
    };
  });
}

const isWhole = ({ whole }: Row): boolean => Number(whole ?? 0) === 1;
