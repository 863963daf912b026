import type { Row } from '../clickhouse/connection.ts';
import { sumNames } from './aggregation.ts';
import { bitsPerSecond, tellsBandwidth } from './bandwidth.ts';
import type { TrafficMetrics, TrafficScope } from './query.ts';

/** What an aggregation's row tells of [from, to); without a row, what there is to tell of no requests. */
export function metricsOf(row: Row | undefined, { bandwidth = false, percentiles = [] }: TrafficScope, from: number, to: number): TrafficMetrics {
  // An array, for every row that has the column.
  const times = (row?.timeToFirstByte ?? []) as readonly (number | null)[];
  return {
    requests: integer(row?.requests),
    bytes: integer(row?.bytes),
    originBytes: integer(row?.originBytes),
    hits: integer(row?.hits),
    errors: integer(row?.errors),
    bitsPerSecondP95: bandwidth && tellsBandwidth(from, to) ? bitsPerSecond(Number(row?.peak ?? 0)) : null,
    timeToFirstByteMs: percentiles.length > 0 ? new Map(percentiles.map((percentile, index) => [percentile, times[index] ?? null])) : null,
  };
}

/** A point for each interval between the moments, from the rows of one group. */
export function seriesOf(rows: readonly Row[], scope: TrafficScope, boundaries: readonly number[]): TrafficMetrics[] {
  const byStart = new Map(rows.map((row) => [Number(row.start), row]));
  return boundaries.slice(1).map((to, index) => {
    const from = boundaries[index] ?? to;
    return metricsOf(byStart.get(from), scope, from, to);
  });
}

/** Whether everything that the scope asks for follows from sums. */
export const addsUp = ({ bandwidth = false, percentiles = [] }: TrafficScope): boolean => !bandwidth && percentiles.length === 0;

/** A row of the sums of rows. */
export const addedUp = (rows: readonly Row[]): Row =>
  Object.fromEntries(sumNames.map((name) => [name, rows.reduce((sum, row) => sum + integer(row[name]), 0n)]));

/** A 64 or 128 bit integer of an answer. */
const integer = (value: unknown): bigint => BigInt(String(value ?? 0));
