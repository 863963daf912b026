import type { GroupDimension } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { Row } from '../clickhouse/connection.ts';
import type { Placeholders } from '../clickhouse/placeholders.ts';
import { columns } from './dimensions.ts';
import type { GroupKey, TrafficScope } from './query.ts';

/** A group, by its key and by its subject; null if the report has no subjects. */
export interface GroupId {
  readonly id: number | null;
  readonly key: GroupKey;
}

/** Some groups of a report, by its dimensions and its subjects. */
export interface GroupSet {
  readonly by: readonly GroupDimension[];
  readonly subjects: TrafficScope['subjects'];
  readonly groups: readonly GroupId[];
}

/** The columns of the key in an answer. */
export const keyColumns = (by: readonly GroupDimension[]): string[] => by.map((_, index) => `key${index}`);

/** The key in a row of an answer. */
export const keyOf = (row: Row, by: readonly GroupDimension[]): GroupKey =>
  by.map((dimension, index) => columns[dimension].fromTable(row[`key${index}`]));

/** The same text for the same group. */
export const groupText = (id: number | null, key: GroupKey): string => JSON.stringify([id, ...key]);

/** Whether a row of a table is of one of the groups, as SQL. */
export function inGroupsSql({ by, subjects, groups }: GroupSet, placeholders: Placeholders): string {
  const parts = by.map((dimension, index) => {
    const { sql, type, toTable = (value) => value } = columns[dimension];
    // A key has a value for each dimension.
    const values = groups.flatMap(({ key }) => key.slice(index, index + 1).map(toTable));
    return { sql, values: placeholders.of(`Array(${type})`, values) };
  });
  if (subjects) {
    const { sql, type } = columns[subjects.by];
    parts.push({ sql, values: placeholders.of(`Array(${type})`, groups.flatMap(({ id }) => id ?? [])) });
  }
  return `tuple(${parts.map(({ sql }) => sql).join(', ')}) IN arrayZip(${parts.map(({ values }) => values).join(', ')})`;
}
