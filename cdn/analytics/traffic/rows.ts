import { conditionsIn } from '@edgegraph/rest/reporting/traffic-filter.ts';
import type { Dimension, GroupDimension } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { Placeholders } from '../clickhouse/placeholders.ts';
import { servedFromCache } from '../event.ts';
import { chunkMs } from './bandwidth.ts';
import { filterSql } from './conditions.ts';
import { columns } from './dimensions.ts';
import { type GroupSet, inGroupsSql, keyColumns } from './keys.ts';
import type { TrafficScope } from './query.ts';
import { type Piece, type Source, piecesOf } from './sources.ts';

/** What to add up, and what tells it apart. */
export interface RowsQuery extends TrafficScope {
  readonly by: readonly GroupDimension[];
  /** By the intervals between these moments, which span the range. */
  readonly boundaries?: readonly number[] | undefined;
  readonly only?: GroupSet | undefined;
  readonly except?: GroupSet | undefined;
}

/** Rows to add up. */
export interface Rows {
  readonly sql: string;
  /** Whether their `timeToFirstByte` is a sketch of many, not one. */
  readonly sketched: boolean;
}

/** Whether the query reads what is kept of content: the requests themselves, and what was counted by file. */
export const readsContent = (query: RowsQuery): boolean => dimensionsOf(query).some((dimension) => !columns[dimension].kept.includes('rollUps'));

/** The columns that tell groups apart. */
export const groupColumns = ({ subjects, by }: RowsQuery): string[] => [...(subjects ? ['subject'] : []), ...keyColumns(by)];

/**
 * The rows that the query counts, each with its group, with `start` (of its interval, in milliseconds) if there are intervals, with `chunk` (which 5 minutes
 * of the range) if bandwidth is asked for, with `requests`, `bytes`, `originBytes`, `hits`, `errors`, and with `timeToFirstByte` if percentiles are.
 */
export function rowsOf(query: RowsQuery, placeholders: Placeholders): Rows {
  const { by, subjects, from, to, boundaries = [], bandwidth = false, percentiles = [] } = query;
  const timeToFirstByte = percentiles.length > 0;
  const longestRow = bandwidth ? chunkMs : Infinity;
  const { pieces, sketched } = piecesOf({ from, to, dimensions: dimensionsOf(query), cuts: boundaries, longestRow, timeToFirstByte });
  const conditions = conditionsOf(query, placeholders);
  const groups = [...(subjects ? [subjects.by] : []), ...by].map((dimension) => columns[dimension].sql);
  const told = groupColumns(query).map((name, index) => `${groups[index]} AS ${name}`);
  const served = placeholders.of('Array(String)', servedFromCache);
  const starts = boundaries.length > 0 && placeholders.of('Array(Int64)', boundaries.slice(0, -1));
  const origin = bandwidth && placeholders.of('Int64', from);

  const selected = ({ milliseconds, requests, bytes, originBytes, hits, errors }: Source): string[] => [
    ...told,
    ...(starts ? [`roundDown(${milliseconds}, ${starts}) AS start`] : []),
    ...(origin ? [`intDiv(${milliseconds} - ${origin}, ${chunkMs}) AS chunk`] : []),
    `${requests} AS requests`,
    `${bytes} AS bytes`,
    `${originBytes} AS originBytes`,
    `${hits(served)} AS hits`,
    `${errors} AS errors`,
    ...(timeToFirstByte ? [sketched ? 'timeToFirstByte' : 'ifNull(toFloat32(timeToFirstByteMs), nan) AS timeToFirstByte'] : []),
  ];
  const selects = [...Map.groupBy(pieces, ({ source }) => source)].map(
    ([source, ranges]) =>
      `SELECT ${selected(source).join(', ')} FROM ${source.table} WHERE ${[...conditions, within(source, ranges, placeholders)].join(' AND ')}`,
  );
  return { sql: selects.join(' UNION ALL '), sketched };
}

/** Whether a row is of one of the ranges. */
function within({ time, moment }: Source, ranges: readonly Piece[], placeholders: Placeholders): string {
  const between = ({ from, to }: Piece): string =>
    `${time} >= ${moment(placeholders.of('Int64', from))} AND ${time} < ${moment(placeholders.of('Int64', to))}`;
  return `(${ranges.map(between).join(' OR ')})`;
}

/** All but the range. */
function conditionsOf({ accountNumber, subjects, filter, only, except }: RowsQuery, placeholders: Placeholders): string[] {
  return [
    `accountNumber = ${placeholders.of('String', accountNumber)}`,
    ...(subjects ? [`${columns[subjects.by].sql} IN ${placeholders.of('Array(UInt64)', subjects.ids)}`] : []),
    ...(filter ? [filterSql(filter, placeholders)] : []),
    ...(only ? [inGroupsSql(only, placeholders)] : []),
    ...(except ? [`NOT (${inGroupsSql(except, placeholders)})`] : []),
  ];
}

const dimensionsOf = ({ by, subjects, filter, only, except }: RowsQuery): Dimension[] => [
  ...by,
  ...(subjects ? [subjects.by] : []),
  ...(filter ? conditionsIn(filter).map(({ condition }) => condition.dimension) : []),
  ...(only?.by ?? []),
  ...(except?.by ?? []),
];
