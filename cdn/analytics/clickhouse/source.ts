import { intervals } from '../interval.ts';
import type { ReportFilter } from '../report-filter.ts';
import type { Parameters } from './connection.ts';
import { conditionsOf } from './filter.ts';

/** A table of traffic, and what a row of it says, as SQL over its columns. */
interface Source {
  readonly table: string;
  /** A row covers this many milliseconds, from a multiple of them on. */
  readonly grain: number;
  readonly requests: string;
  /** Of 128 bits, since sums may exceed 2^64. */
  readonly bytes: string;
  /** When what a row covers began, in milliseconds since 1970. */
  readonly start: string;
  /** The moment of a placeholder's value, for comparing `time` with it. */
  readonly moment: (placeholder: string) => string;
  /** What the placeholder gets for a moment in milliseconds since 1970. */
  readonly valueOf: (time: number) => number;
  readonly type: string;
}

const events: Source = {
  table: 'events',
  grain: 1,
  requests: 'toUInt64(1)',
  bytes: 'toUInt128(bytes)',
  start: 'toUnixTimestamp64Milli(time)',
  moment: (placeholder) => `fromUnixTimestamp64Milli(${placeholder})`,
  valueOf: (time) => time,
  type: 'Int64',
};

/** What a DateTime can say at most, in seconds since 1970. */
const lastSecond = 2 ** 32 - 1;

const rollUp = (table: string, grain: number): Source => ({
  table,
  grain,
  requests: 'requests',
  bytes: 'bytes',
  start: 'toInt64(toUnixTimestamp(time)) * 1000',
  moment: (placeholder) => `toDateTime(${placeholder}, 'UTC')`,
  valueOf: (time) => Math.min(Math.max(time / 1000, 0), lastSecond),
  type: 'UInt32',
});

/** Coarsest first. */
const sources: readonly Source[] = [
  rollUp('traffic_day', intervals.day),
  rollUp('traffic_hour', intervals.hour),
  rollUp('traffic_minute', intervals.minute),
  events,
];

/** Rows to add up, as SQL to select from. */
export interface Rows {
  readonly sql: string;
  readonly parameters: Parameters;
}

/**
 * What the filter asks, with `requests`, `bytes`, `start` and these columns: each part of the range from the coarsest table whose rows fit into it, and into
 * intervals of `width` milliseconds.
 */
export function rowsOf({ from, to, ...filter }: ReportFilter, columns: readonly string[], width = Infinity): Rows {
  const { where, parameters } = conditionsOf(filter);
  const parts = partsOf(from, to, sources.filter(({ grain }) => grain <= width && (width === Infinity || width % grain === 0)));
  const selects = parts.map(
    ({ source: { table, requests, bytes, start, moment, type } }, index) =>
      `SELECT ${[...columns, `${requests} AS requests`, `${bytes} AS bytes`, `${start} AS start`].join(', ')} FROM ${table}
       WHERE ${where} AND time >= ${moment(`{from${index}:${type}}`)} AND time < ${moment(`{to${index}:${type}}`)}`,
  );
  const bounds = parts.flatMap(({ source, ...part }, index) => [
    [`from${index}`, source.valueOf(part.from)],
    [`to${index}`, source.valueOf(part.to)],
  ]);
  return { sql: `(${selects.join(' UNION ALL ')})`, parameters: { ...parameters, ...Object.fromEntries(bounds) } };
}

interface Part {
  readonly source: Source;
  readonly from: number;
  readonly to: number;
}

/** The whole rows of the first table, and what remains on either side from those behind it. */
function partsOf(from: number, to: number, [source = events, ...finer]: readonly Source[]): Part[] {
  const [first, last] = [Math.ceil(from / source.grain) * source.grain, Math.floor(to / source.grain) * source.grain];
  if (finer.length === 0) return [{ source: events, from, to }];
  if (first >= last) return partsOf(from, to, finer);
  return [
    ...(from < first ? partsOf(from, first, finer) : []),
    { source, from: first, to: last },
    ...(last < to ? partsOf(last, to, finer) : []),
  ];
}
