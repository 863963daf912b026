import type { Connection, Row } from '../clickhouse/connection.ts';
import { Placeholders } from '../clickhouse/placeholders.ts';
import { aggregationSql, sumNames } from './aggregation.ts';
import { ask } from './ask.ts';
import { sumOfAll } from './group-page.ts';
import type { GroupId } from './keys.ts';
import { addsUp, metricsOf } from './metrics.ts';
import type { TrafficGroups, TrafficGroupsQuery } from './query.ts';
import { subjectIds, subjectOf } from './subjects.ts';

/** A group that a report shows, with an answer's row of it: none if it has no requests. */
export type ShownGroup = GroupId & { readonly row: Row | undefined };

type Others = NonNullable<TrafficGroups['others']>;

/** How many groups each subject has, and the metrics of those that aren't shown. */
export async function otherGroups(connection: Connection, query: TrafficGroupsQuery, shown: readonly ShownGroup[]): Promise<Map<number | null, Others>> {
  const all = await allGroups(connection, query, shown);
  const apart = addsUp(query) ? null : await unshown(connection, query, shown);
  const rowsBySubject = Map.groupBy(shown, ({ id }) => id);
  const othersOf = (id: number | null): Others => {
    const total = all.get(id);
    const rows = (rowsBySubject.get(id) ?? []).map(({ row }) => row).filter((row) => row !== undefined);
    const count = Number(total?.groups ?? 0);
    if (total === undefined || count <= rows.length) return { count, total: null };
    return { count, total: metricsOf(apart ? apart.get(id) : difference(total, rows), query, query.from, query.to) };
  };
  return new Map(subjectIds(query).map((id) => [id, othersOf(id)]));
}

/** A row for each subject that has requests: how many groups, and their sums. A page's rows know them; where it has none, they are asked for. */
async function allGroups(connection: Connection, query: TrafficGroupsQuery, shown: readonly ShownGroup[]): Promise<Map<number | null, Row>> {
  const { which, subjects } = query;
  const known = new Map(shown.flatMap(({ id, row }): [number | null, Row][] => (row ? [[id, row]] : [])));
  const isKnown = 'keys' in which ? false : which.offset === 0 || subjectIds(query).every((id) => known.has(id));
  if (isKnown) return known;
  const placeholders = new Placeholders();
  const groups = aggregationSql({ ...query, boundaries: undefined, bandwidth: false, percentiles: [] }, placeholders);
  const selected = [...(subjects ? ['subject'] : []), 'count() AS groups', ...sumNames.map((name) => `sum(${name}) AS ${sumOfAll(name)}`)];
  const sql = `SELECT ${selected.join(', ')} FROM (${groups}) ${subjects ? 'GROUP BY subject' : ''}`;
  return new Map((await ask(connection, sql, placeholders)).map((row) => [subjectOf(row), row]));
}

/** A row for each subject, of all groups that aren't shown: for what doesn't follow from sums. */
async function unshown(connection: Connection, query: TrafficGroupsQuery, shown: readonly ShownGroup[]): Promise<Map<number | null, Row>> {
  const { by, subjects } = query;
  const placeholders = new Placeholders();
  const sql = aggregationSql({ ...query, boundaries: undefined, by: [], except: { by, subjects, groups: shown } }, placeholders);
  return new Map((await ask(connection, sql, placeholders)).map((row) => [subjectOf(row), row]));
}

/** What the rows leave of the sums. */
const difference = (total: Row, rows: readonly Row[]): Row =>
  Object.fromEntries(
    sumNames.map((name) => [name, rows.reduce((rest, row) => rest - BigInt(String(row[name])), BigInt(String(total[sumOfAll(name)])))]),
  );
