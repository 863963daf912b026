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

const files: Source = { ...summed, table: 'files_day', grain: day, hits: () => 'hits', errors: 'errors' };

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

/** The range in pieces, each from the coarsest table that fits. `rolledUp`: all are of roll-ups, which keep times to first byte as sketches. */
export function piecesOf(needs: Needs): { readonly pieces: readonly Piece[]; readonly rolledUp: boolean } {
  const { from, to, dimensions, cuts, longestRow, timeToFirstByte } = needs;
  const fits = ({ grain }: Source): boolean => grain <= longestRow && cuts.every((cut) => cut % grain === 0);
  const keptIn = (kept: Kept): boolean => dimensions.every((dimension) => columns[dimension].kept.includes(kept));
  const [finest] = rollUps.filter(fits).toReversed();
  if (keptIn('rollUps') && finest && from % finest.grain === 0 && to % finest.grain === 0) {
    return { pieces: split(from, to, rollUps.filter(fits)), rolledUp: true };
  }
  // Nothing keeps times to first byte by file, and no report adds them up from both times and sketches.
  const daily = keptIn('files') && !timeToFirstByte ? [files].filter(fits) : [];
  return { pieces: split(from, to, [...daily, events]), rolledUp: false };
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
