/** Sums, series, groups and percentiles of the bundled log, by plain loops over its lines. */
import type { Line } from './log.ts';

/** What a report says of some lines. The log tells no cache status and no bytes of the origin: nothing was a hit, as `NONE` is none. */
export interface Sums {
  readonly requests: number;
  readonly bytes: number;
  /** Answered with a status of 500 or more. */
  readonly errors: number;
}

export function sumsOf(lines: readonly Line[]): Sums {
  let [bytes, errors] = [0, 0];
  for (const line of lines) {
    bytes += line.bytes;
    if (line.status >= 500) errors += 1;
  }
  return { requests: lines.length, bytes, errors };
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** The lengths of intervals that are equally long, in milliseconds. */
export const lengths = { MINUTE: minute, FIVE_MINUTES: 5 * minute, FIFTEEN_MINUTES: 15 * minute, HOUR: 60 * minute, DAY: day } as const;

export type Bucket = keyof typeof lengths | 'WEEK' | 'MONTH';

/** Hours by which the clocks of some places differed from UTC in May 2015, written down by hand. */
export const hoursFromUtc = { UTC: 0, 'America/Los_Angeles': -7, 'Asia/Kolkata': 5.5, 'Pacific/Auckland': 12 } as const;

export type Zone = keyof typeof hoursFromUtc;

/** When the interval of a moment began, in milliseconds since 1970. Days, weeks (Monday) and months are those of the zone's clocks. */
export function startOf(time: number, bucket: Bucket, zone: Zone = 'UTC'): number {
  const shift = hoursFromUtc[zone] * 60 * minute;
  const local = time + shift;
  // The 5th of January 1970 was a Monday.
  if (bucket === 'WEEK') return local - ((local - 4 * day) % (7 * day)) - shift;
  if (bucket === 'MONTH') return Date.UTC(new Date(local).getUTCFullYear(), new Date(local).getUTCMonth()) - shift;
  return local - (local % lengths[bucket]) - shift;
}

/** The sums of each interval that has a line, by its start in ISO 8601. */
export function series(lines: readonly Line[], bucket: Bucket, zone: Zone = 'UTC'): ReadonlyMap<string, Sums> {
  return groups(lines, ({ time }) => new Date(startOf(time, bucket, zone)).toISOString());
}

/** The sums of each group of lines, most requests first, then by key. */
export function groups<Key extends string | number>(lines: readonly Line[], keyOf: (line: Line) => Key): ReadonlyMap<Key, Sums> {
  const found = new Map<Key, Line[]>();
  for (const line of lines) {
    const key = keyOf(line);
    const group = found.get(key);
    if (group) group.push(line);
    else found.set(key, [line]);
  }
  const inOrder = [...found].toSorted(([one, left], [other, right]) => right.length - left.length || (one < other ? -1 : 1));
  return new Map(inOrder.map(([key, group]) => [key, sumsOf(group)]));
}

/**
 * The 95th percentile (nearest rank) of the bits per second of all 5-minute intervals from one moment to another, idle ones too;
 * both moments, in ISO 8601, are the beginning of such an interval.
 */
export function bitsPerSecondP95(lines: readonly Line[], from: string, to: string): number {
  const [first, end] = [Date.parse(from), Date.parse(to)];
  const bytes = new Array<number>((end - first) / lengths.FIVE_MINUTES).fill(0);
  for (const line of lines) {
    if (line.time < first || line.time >= end) continue;
    const index = Math.floor((line.time - first) / lengths.FIVE_MINUTES);
    bytes[index] = (bytes[index] ?? 0) + line.bytes;
  }
  const inOrder = bytes.toSorted((one, other) => one - other);
  return ((inOrder[Math.ceil(inOrder.length * 0.95) - 1] ?? 0) * 8) / 300;
}
