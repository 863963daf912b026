import type { Connection, Row } from '../clickhouse/connection.ts';
import { Placeholders } from '../clickhouse/placeholders.ts';
import { aggregationSql } from './aggregation.ts';
import { ask } from './ask.ts';
import { groupPage } from './group-page.ts';
import { groupText, keyOf } from './keys.ts';
import { metricsOf, seriesOf } from './metrics.ts';
import { type ShownGroup, otherGroups } from './other-groups.ts';
import type { GroupKey, TrafficGroups, TrafficGroupsQuery } from './query.ts';
import { subjectIds, subjectOf } from './subjects.ts';

/** The groups of each subject, or of the account: one query however many subjects there are, and one more for the series of all groups. */
export async function trafficGroups(connection: Connection, query: TrafficGroupsQuery): Promise<TrafficGroups[]> {
  const ids = subjectIds(query);
  if (ids.length === 0) return [];
  const shown = await shownGroups(connection, query);
  const series = await intervalsByGroup(connection, query, shown);
  const others = query.others ? await otherGroups(connection, query, shown) : null;
  const shownBySubject = Map.groupBy(shown, ({ id }) => id);
  return ids.map((id) => ({
    id,
    groups: (shownBySubject.get(id) ?? []).map(({ key, row }) => ({
      key,
      total: metricsOf(row, query, query.from, query.to),
      series: query.boundaries ? seriesOf(series.get(groupText(id, key)) ?? [], query, query.boundaries) : null,
    })),
    others: others?.get(id) ?? null,
  }));
}

async function shownGroups(connection: Connection, query: TrafficGroupsQuery): Promise<ShownGroup[]> {
  if ('keys' in query.which) return namedGroups(connection, query, query.which.keys);
  const rows = await groupPage(connection, query, query.which);
  return rows.map((row) => ({ id: subjectOf(row), key: keyOf(row, query.by), row }));
}

/** The groups of these keys, of each subject. */
async function namedGroups(connection: Connection, query: TrafficGroupsQuery, keys: readonly GroupKey[]): Promise<ShownGroup[]> {
  const { by, subjects } = query;
  const groups = subjectIds(query).flatMap((id) => keys.map((key) => ({ id, key })));
  const placeholders = new Placeholders();
  const sql = aggregationSql({ ...query, boundaries: undefined, only: { by, subjects, groups } }, placeholders);
  const rows = new Map((await ask(connection, sql, placeholders)).map((row) => [groupText(subjectOf(row), keyOf(row, by)), row]));
  return groups.map(({ id, key }) => ({ id, key, row: rows.get(groupText(id, key)) }));
}

/** The rows of each group for its intervals. */
async function intervalsByGroup(connection: Connection, query: TrafficGroupsQuery, groups: readonly ShownGroup[]): Promise<Map<string, Row[]>> {
  const { by, subjects, boundaries } = query;
  const [from, to] = [boundaries?.at(0), boundaries?.at(-1)];
  if (from === undefined || to === undefined || groups.length === 0) return new Map();
  const placeholders = new Placeholders();
  const sql = aggregationSql({ ...query, from, to, only: { by, subjects, groups } }, placeholders);
  return Map.groupBy(await ask(connection, sql, placeholders), (row) => groupText(subjectOf(row), keyOf(row, by)));
}
