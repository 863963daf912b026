import { mediaTypeIds } from '@edgegraph/rest/codec.ts';
import { cacheStatuses } from '@edgegraph/rest/codec.ts';
import { intervals, intervalsOf, type Interval } from '../interval.ts';
import type { ReportFilter } from '../report-filter.ts';
import type { BytesSeries, CacheStatusHits, StatusHits } from '../store.ts';
import type { Connection } from './connection.ts';
import { rowsOf } from './source.ts';

/** A row's integer, of any size. */
export const integer = (value: unknown): bigint => BigInt(String(value));

/** The beginning of an event's interval, in milliseconds since 1970; `width` is in milliseconds. */
export const intervalOfEvent = 'intDiv(toUnixTimestamp64Milli(time), {width:Int64}) * {width:Int64}';

export async function bytesTransferred(connection: Connection, filter: ReportFilter): Promise<bigint> {
  const { sql, parameters } = rowsOf(filter, []);
  const [row] = await connection.query(`SELECT sum(bytes) AS sent FROM ${sql}`, parameters);
  return integer(row?.sent);
}

export async function bytesByInterval(connection: Connection, filter: ReportFilter, interval: Interval): Promise<BytesSeries[]> {
  const width = intervals[interval];
  const { sql, parameters } = rowsOf(filter, ['mediaTypeId'], width);
  const rows = await connection.query(
    `SELECT mediaTypeId AS platform, intDiv(start, {width:Int64}) * {width:Int64} AS slice, sum(bytes) AS sent
     FROM ${sql} GROUP BY platform, slice`,
    { ...parameters, width },
  );
  const platforms = Map.groupBy(rows, (row) => Number(row.platform));
  const series = (mediaTypeId: BytesSeries['mediaTypeId'], found: typeof rows): BytesSeries => {
    const bytes = new Map(found.map((row) => [Number(row.slice), integer(row.sent)]));
    return {
      mediaTypeId,
      points: intervalsOf(filter.from, filter.to, interval).map((from) => ({ from, bytes: bytes.get(from) ?? 0n })),
    };
  };
  if (filter.mediaTypeId !== undefined) return [series(filter.mediaTypeId, rows)];
  return mediaTypeIds.map((platform) => series(platform, platforms.get(platform) ?? []));
}

export async function hitsByStatus(connection: Connection, filter: ReportFilter): Promise<StatusHits[]> {
  const { sql, parameters } = rowsOf(filter, ['status']);
  const rows = await connection.query(
    `SELECT status, sum(requests) AS hits, hits / sum(hits) OVER () * 100 AS percent FROM ${sql} GROUP BY status ORDER BY status`,
    parameters,
  );
  return rows.map((row) => ({ status: Number(row.status), hits: integer(row.hits), percent: Number(row.percent) }));
}

export async function hitsByCacheStatus(connection: Connection, filter: ReportFilter): Promise<CacheStatusHits[]> {
  const { sql, parameters } = rowsOf(filter, ['cacheStatus']);
  const rows = await connection.query(`SELECT cacheStatus, sum(requests) AS hits FROM ${sql} GROUP BY cacheStatus`, parameters);
  const hits = new Map(rows.map((row) => [row.cacheStatus, integer(row.hits)]));
  return cacheStatuses.flatMap((cacheStatus) => {
    const found = hits.get(cacheStatus);
    return found === undefined ? [] : [{ cacheStatus, hits: found }];
  });
}
