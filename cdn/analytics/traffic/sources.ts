import type { Dimension } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import { type Kept, columns } from './dimensions.ts';

/** A table of traffic; what is asked of it, as SQL over its columns. */
export interface Source {
  readonly table: string;
  /** Milliseconds that a row covers, from a multiple of them on. */
  readonly grain: number;
  /** Milliseconds since 1970: when what a row covers began. */
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

const events: Source = {
  table: 'events',
  grain: 1,
  milliseconds: 'toUnixTimestamp64Milli(time)',
  requests: '1',
  bytes: 'toUInt128(bytes)',
  originBytes: 'toUInt128(originBytes)',
  hits: (servedFromCache) => `cacheStatus IN ${servedFromCache}`,
  errors: 'status >= 500',
};

const summed = { milliseconds: 'toInt64(toUnixTimestamp(time)) * 1000', requests: 'requests', bytes: 'bytes', originBytes: 'originBytes' };

const rollUp = (table: string, grain: number): Source => ({
  ...summed,
  table,
  grain,
  hits: (servedFromCache) => `if(cacheStatus IN ${servedFromCache}, requests, 0)`,
  errors: 'if(status >= 500, requests, 0)',
});

const minute = 60_000;

const day = 1440 * minute;

/** Coarsest first. */
const rollUps: readonly Source[] = [rollUp('traffic_day', day), rollUp('traffic_hour', 60 * minute), rollUp('traffic_minute', minute)];

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
  const keptIn = (kept: Kept): boolean => dimensions.every((dimension) => columns[dimension].kept.includes(kept));
  const fits = ({ grain }: Source): boolean => grain <= longestRow && cuts.every((cut) => cut % grain === 0);
  const kept = keptIn('rollUps') ? rollUps : [];
  const pieces = split(from, to, [...kept.filter(fits), events]);
  const sketched = pieces.every(({ source }) => rollUps.includes(source));
  // Times and sketches don't add up in one column.
  return timeToFirstByte && !sketched ? { pieces: [{ source: events, from, to }], sketched } : { pieces, sketched };
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
