import { servedFromCache } from '../event.ts';
import { intervals, intervalsOf } from '../interval.ts';
import type { ReportFilter, Traffic, TrafficMetrics, TrafficOptions } from '../store.ts';
import type { Connection, Row } from './connection.ts';
import { eventConditionsOf } from './filter.ts';
import { integer, intervalOfEvent } from './reports.ts';

const none: TrafficMetrics = { requests: 0n, bytes: 0n, hits: 0n, errors: 0n };

const metricsOf = (row: Row): TrafficMetrics => ({
  requests: integer(row.requests),
  bytes: integer(row.bytes),
  hits: integer(row.hits),
  errors: integer(row.errors),
});

const sum = (one: TrafficMetrics, other: TrafficMetrics): TrafficMetrics => ({
  requests: one.requests + other.requests,
  bytes: one.bytes + other.bytes,
  hits: one.hits + other.hits,
  errors: one.errors + other.errors,
});

/** Requests, bytes, hits and errors, as `AnalyticsStore.traffic` says. */
export async function traffic(
  connection: Connection,
  filter: ReportFilter,
  { groups, interval }: TrafficOptions,
): Promise<Traffic[]> {
  if (groups?.ids.length === 0) return [];
  const { where, parameters } = eventConditionsOf(filter);
  const id = groups?.by ?? '0';
  const rows = await connection.query(
    `SELECT ${id} AS id, ${interval ? intervalOfEvent : '0'} AS start, count() AS requests, sum(toUInt128(bytes)) AS bytes,
       countIf(has({servedFromCache:Array(String)}, cacheStatus)) AS hits, countIf(status >= 500) AS errors
     FROM events WHERE ${where} ${groups ? `AND ${id} IN {ids:Array(UInt64)}` : ''} GROUP BY id, start`,
    {
      ...parameters,
      servedFromCache,
      ...(groups && { ids: groups.ids }),
      ...(interval && { width: intervals[interval] }),
    },
  );
  const byId = Map.groupBy(rows, (row) => Number(row.id));
  return (groups?.ids ?? [null]).map((group) => {
    const found = new Map((byId.get(group ?? 0) ?? []).map((row) => [Number(row.start), metricsOf(row)]));
    return {
      id: group,
      total: [...found.values()].reduce(sum, none),
      series: interval
        ? intervalsOf(filter.from, filter.to, interval).map((from) => ({ from, ...(found.get(from) ?? none) }))
        : null,
    };
  });
}
