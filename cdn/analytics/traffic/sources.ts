import type { Dimension } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import { type Kept, columns } from './dimensions.ts';

/** A table of traffic; what is asked of it, as SQL over its columns. */
export interface Source {
  readonly table: string;
  /** Milliseconds that a row covers, from a multiple of them on. */
  readonly grain: number;
  /** When what a row covers began: the column by which the table is in order. */
  readonly time: 'time' | 'day';
  /** A moment to compare it with; both in their own type, or the table would be read from end to end. */
  readonly moment: (milliseconds: string) => string;
  /** The same in milliseconds since 1970. */
  readonly milliseconds: string;
  /** How many of a row's requests were served from cache, given the cache statuses that say so. */
  readonly hits: (servedFromCache: string) => string;
  readonly requests: string;
  readonly errors: string;
  /** Of 128 bits, since sums may exceed 2^64. */
  readonly bytes: string;
  readonly originBytes: string;
}

/** A part of a range and the table to read it from. */
export interface Piece {
  readonly source: Source;
  readonly from: number;
  readonly to: number;
}

const moment = (milliseconds: string): string => `fromUnixTimestamp64Milli(${milliseconds}, 'UTC')`;

const events: Source = {
  table: 'events',
  grain: 1,
  time: 'time',
  moment,
  milliseconds: 'toUnixTimestamp64Milli(time)',
  requests: '1',
  bytes: 'toUInt128(bytes)',
  originBytes: 'toUInt128(originBytes)',
  hits: (servedFromCache) => `cacheStatus IN ${servedFromCache}`,
  errors: 'status >= 500',
};

const rollUp = (table: string, grain: number): Source => ({
  table,
  grain,
  time: 'time',
  moment,
  milliseconds: 'toInt64(toUnixTimestamp(time)) * 1000',
  requests: 'requests',
  bytes: 'bytes',
  originBytes: 'originBytes',
  hits: (servedFromCache) => `if(cacheStatus IN ${servedFromCache}, requests, 0)`,
  errors: 'if(status >= 500, requests, 0)',
});

const minute = 60_000;

const day = 1440 * minute;

/** Coarsest first. */
const rollUps: readonly Source[] = [rollUp('traffic_day', day), rollUp('traffic_hour', 60 * minute), rollUp('traffic_minute', minute)];

const files: Source = {
  ...rollUp('files_day', day),
  time: 'day',
  moment: (milliseconds) => `toDate(${moment(milliseconds)})`,
  milliseconds: "toInt64(toUnixTimestamp(toDateTime(day, 'UTC'))) * 1000",
  hits: () => 'hits',
  errors: 'errors',
};

/** What a report asks of the tables that it is read from. */
export interface Needs {
  readonly from: number;
  readonly to: number;
  /** Those that it filters by or groups by. */
  readonly dimensions: readonly Dimension[];
  /** The moments that must not lie within what a row covers. */
  readonly cuts: readonly number[];
  /** The most that a row may cover, in milliseconds. */
  readonly longestRow: number;
  readonly timeToFirstByte: boolean;
}

/** The range in pieces, each from the coarsest table that fits. `sketched`: their times to first byte are sketches of many, not one. */
export function piecesOf({ from, to, dimensions, cuts, longestRow, timeToFirstByte }: Needs): { readonly pieces: readonly Piece[]; readonly sketched: boolean } {
  const fits = ({ grain }: Source): boolean => grain <= longestRow && cuts.every((cut) => cut % grain === 0);
  const pieces = split(from, to, [...summedBy(dimensions).filter(fits), events]);
  const sketched = pieces.every(({ source }) => rollUps.includes(source));
  // Times and sketches don't add up in one column.
  return timeToFirstByte && !sketched ? { pieces: [{ source: events, from, to }], sketched } : { pieces, sketched };
}

/** The tables that keep sums by all of the dimensions, coarsest first. */
function summedBy(dimensions: readonly Dimension[]): readonly Source[] {
  const keptIn = (kept: Kept): boolean => dimensions.every((dimension) => columns[dimension].kept.includes(kept));
  if (keptIn('rollUps')) return rollUps;
  return keptIn('files') ? [files] : [];
}

/** The whole rows of the first table, and what remains on either side from those behind it; the last one takes everything. */
function split(from: number, to: number, [source = events, ...finer]: readonly Source[]): readonly Piece[] {
  if (finer.length === 0) return [{ source, from, to }];
  const first = Math.ceil(from / source.grain) * source.grain;
  const last = Math.floor(to / source.grain) * source.grain;
  if (first >= last) return split(from, to, finer);
  return [
    ...(from < first ? split(from, first, finer) : []),
    { source, from: first, to: last },
    ...(last < to ? split(last, to, finer) : []),
  ];
}
