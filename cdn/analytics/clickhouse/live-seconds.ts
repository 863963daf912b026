import { requestEvent } from '../event.ts';
import { longestSeries } from '../live/figures.ts';
import type { LiveReading } from '../live/reading.ts';
import type { Connection } from './connection.ts';

/**
 * What events count for second by second, of the last hour: a batch that is stored adds rows, which are never merged. A batch that is stored while the process
 * dies may be missing here; in `events` and the roll-ups it is not.
 */
export const createLiveSeconds: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS live_seconds (
    time DateTime('UTC'),
    accountNumber LowCardinality(String),
    mediaTypeId UInt8,
    ssl Bool,
    cnameId UInt64,
    pop LowCardinality(String),
    status UInt16,
    cacheStatus LowCardinality(String),
    requests UInt64,
    bytes UInt64,
    insertedAt DateTime64(3, 'UTC')
  )
  ENGINE = MergeTree
  PARTITION BY toStartOfTenMinutes(time)
  ORDER BY (time, accountNumber)
  TTL time + INTERVAL 1 HOUR
  SETTINGS ttl_only_drop_parts = 1`,
  `CREATE MATERIALIZED VIEW IF NOT EXISTS live_seconds_view TO live_seconds AS
  SELECT toDateTime(event.time, 'UTC') AS time, accountNumber, mediaTypeId, ssl, cnameId, pop, status, cacheStatus,
    count() AS requests, sum(event.bytes) AS bytes, now64(3, 'UTC') AS insertedAt
  FROM events AS event
  WHERE event.time > now() - INTERVAL 1 HOUR AND event.time < now() + INTERVAL 1 HOUR
  GROUP BY time, accountNumber, mediaTypeId, ssl, cnameId, pop, status, cacheStatus`,
];

/** How long after its beginning an insert may become visible, in milliseconds, also on another replica. */
const slowestInsertMs = 10_000;

/** Every member that a row has of an event. */
const counted = requestEvent.pick({ accountNumber: true, mediaTypeId: true, ssl: true, cnameId: true, pop: true, status: true, cacheStatus: true, bytes: true });

/** The seconds that may have changed since the reading before, each whole, of the last ten minutes. */
export async function liveSeconds(connection: Connection, mark: number): Promise<LiveReading> {
  const rows = await connection.query(
    `SELECT toUnixTimestamp(time) AS second, accountNumber, mediaTypeId, ssl, cnameId, pop, status, cacheStatus, sum(requests) AS requests, sum(bytes) AS bytes,
       toUnixTimestamp64Milli(max(insertedAt)) AS mark
     FROM live_seconds
     WHERE time IN (
       SELECT time FROM live_seconds
       WHERE insertedAt >= fromUnixTimestamp64Milli({since:Int64}) AND time > now() - {seconds:UInt32}
     )
     GROUP BY second, accountNumber, mediaTypeId, ssl, cnameId, pop, status, cacheStatus
     SETTINGS output_format_json_quote_64bit_integers = 0`,
    // Ten seconds more: the newest second that is complete may lie behind.
    { since: Math.max(0, mark - slowestInsertMs), seconds: longestSeries + 10 },
  );
  return {
    seconds: [...new Set(rows.map((row) => Number(row.second)))],
    counted: rows.map((row) => ({ ...counted.parse(row), time: Number(row.second) * 1000, requests: Number(row.requests) })),
    mark: rows.reduce((newest, row) => Math.max(newest, Number(row.mark)), mark),
  };
}
