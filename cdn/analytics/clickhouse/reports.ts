import { mediaTypeIds } from '@edgegraph/rest/codec.ts';
import { cacheStatuses } from '@edgegraph/rest/codec.ts';
import { intervals, intervalsOf, type Interval } from '../interval.ts';
import type { BytesSeries, CacheStatusHits, ReportFilter, StatusHits } from '../store.ts';
import type { Connection } from './connection.ts';
import { conditionsOf } from './filter.ts';

/** Sums may exceed 2^64, as the contract's samples do. */
const sumOfBytes = 'sum(toUInt128(bytes)) AS bytes';

/** A row's integer, of any size. */
export const integer = (value: unknown): bigint => BigInt(String(value));

/** The beginning of an event's interval, in milliseconds since 1970; `width` is in milliseconds. */
export const intervalOfEvent = 'intDiv(toUnixTimestamp64Milli(time), {width:Int64}) * {width:Int64}';

export async function bytesTransferred(connection: Connection, filter: ReportFilter): Promise<bigint> {
  const { where, parameters } = conditionsOf(filter);
  const [row] = await connection.query(`SELECT ${sumOfBytes} FROM events WHERE ${where}`, parameters);
  return integer(row?.bytes);
}

export async function bytesByInterval(connection: Connection, filter: ReportFilter, interval: Interval): Promise<BytesSeries[]> {
  const { where, parameters } = conditionsOf(filter);
  const rows = await connection.query(
    `SELECT mediaTypeId AS platform, ${intervalOfEvent} AS start, ${sumOfBytes}
     FROM events WHERE ${where} GROUP BY platform, start`,
    { ...parameters, width: intervals[interval] },
  );
  const platforms = Map.groupBy(rows, (row) => Number(row.platform));
  const series = (mediaTypeId: BytesSeries['mediaTypeId'], found: typeof rows): BytesSeries => {
    const bytes = new Map(found.map((row) => [Number(row.start), integer(row.bytes)]));
    return {
      mediaTypeId,
      points: intervalsOf(filter.from, filter.to, interval).map((from) => ({ from, bytes: bytes.get(from) ?? 0n })),
    };
  };
  if (filter.mediaTypeId !== undefined) return [series(filter.mediaTypeId, rows)];
  return mediaTypeIds.map((platform) => series(platform, platforms.get(platform) ?? []));
}

export async function hitsByStatus(connection: Connection, filter: ReportFilter): Promise<StatusHits[]> {
  const { where, parameters } = conditionsOf(filter);
  const rows = await connection.query(
    `SELECT status, count() AS hits, hits / sum(hits) OVER () * 100 AS percent
     FROM events WHERE ${where} GROUP BY status ORDER BY status`,
    parameters,
  );
  return rows.map((row) => ({ status: Number(row.status), hits: integer(row.hits), percent: Number(row.percent) }));
}

export async function hitsByCacheStatus(connection: Connection, filter: ReportFilter): Promise<CacheStatusHits[]> {
  const { where, parameters } = conditionsOf(filter);
  const rows = await connection.query(
    `SELECT cacheStatus, count() AS hits FROM events WHERE ${where} GROUP BY cacheStatus`,
    parameters,
  );
  const hits = new Map(rows.map((row) => [row.cacheStatus, integer(row.hits)]));
  return cacheStatuses.flatMap((cacheStatus) => {
    const found = hits.get(cacheStatus);
    return found === undefined ? [] : [{ cacheStatus, hits: found }];
  });
}
