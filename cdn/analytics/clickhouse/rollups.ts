import { servedFromCache } from '../event.ts';

/** The tables that are counted from `events`, each with its bit in `targets` of what is counted. */
export const rollUps = { traffic_minute: 1, traffic_hour: 2, traffic_day: 4, files_day: 8 } as const;

export type RollUp = keyof typeof rollUps;

/** In which roll-ups a batch is counted, as the sum of their bits. */
export const allRollUps = Object.values(rollUps).reduce((sum, bit) => sum + bit, 0);

/** Columns of `events` that the roll-ups count by or sum. */
const counted = `accountNumber, time, mediaTypeId, ssl, cnameId, originId, pop, regionId, method, protocol, status, cacheStatus,
  path, bytes, originBytes, timeTakenMs, timeToFirstByteMs, writer, batch`;

/** Counts the events that meet the condition in the roll-ups of `targets`: whatever is inserted into `appended` goes through the views. */
export const countEvents = (where: string, targets: number): string =>
  `INSERT INTO appended (${counted}, targets) SELECT ${counted}, ${targets} FROM events WHERE ${where}`;

/** The path up to its last `/`, which belongs to it; empty without one. */
export const directory = "if(position(path, '/') = 0, '', left(path, length(path) - position(reverse(path), '/') + 1))";

const dimensions = 'accountNumber, time, mediaTypeId, ssl, cnameId, originId, pop, regionId, method, protocol, status, cacheStatus, writer';

const trafficColumns = `
  accountNumber LowCardinality(String),
  time DateTime('UTC') CODEC(Delta, ZSTD),
  mediaTypeId UInt8,
  ssl Bool,
  cnameId UInt64,
  originId UInt64,
  pop LowCardinality(String),
  regionId Int16,
  method LowCardinality(String),
  protocol LowCardinality(String),
  status UInt16,
  cacheStatus LowCardinality(String),
  writer UInt32,
  requests SimpleAggregateFunction(sum, UInt64),
  bytes SimpleAggregateFunction(sum, UInt128),
  originBytes SimpleAggregateFunction(sum, UInt128),
  timeToFirstByte AggregateFunction(quantileDD(0.01), Float32),
  batch SimpleAggregateFunction(max, UInt64)`;

const trafficTable = (name: RollUp): string => `CREATE TABLE IF NOT EXISTS ${name} (${trafficColumns})
  ENGINE = AggregatingMergeTree
  PRIMARY KEY (accountNumber, time)
  ORDER BY (${dimensions})
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

const view = (target: string, select: string): string => `CREATE MATERIALIZED VIEW IF NOT EXISTS ${target}_view TO ${target} AS ${select}`;

const trafficView = (name: RollUp, start: string): string =>
  view(
    name,
    `SELECT * EXCEPT targets REPLACE (${start} AS time) FROM traffic_appended WHERE bitAnd(targets, ${rollUps[name]}) != 0`,
  );

const coarserTrafficView = (name: RollUp, start: string): string =>
  view(
    name,
    `SELECT accountNumber, ${start}(minute.time) AS time, mediaTypeId, ssl, cnameId, originId, pop, regionId, method, protocol, status,
       cacheStatus, writer, sum(minute.requests) AS requests, sum(minute.bytes) AS bytes, sum(minute.originBytes) AS originBytes,
       quantileDDMergeState(0.01)(minute.timeToFirstByte) AS timeToFirstByte, max(minute.batch) AS batch
     FROM traffic_appended AS minute WHERE bitAnd(targets, ${rollUps[name]}) != 0
     GROUP BY ${dimensions}`,
  );

/**
 * Events flow from `appended` through the views: by the minute into `traffic_appended`, from there into the traffic tables, and by
 * the day and file into `files_day`. The two in between keep nothing (engine Null). `writer` and `batch` tell what has been counted:
 * a batch is one block, hence one part of each table, which is stored whole or not at all.
 */
export const createRollUps: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS appended (
    accountNumber LowCardinality(String), time DateTime64(3, 'UTC'), mediaTypeId UInt8, ssl Bool, cnameId UInt64, originId UInt64,
    pop LowCardinality(String), regionId Int16, method LowCardinality(String), protocol LowCardinality(String), status UInt16,
    cacheStatus LowCardinality(String), path String, bytes UInt64, originBytes UInt64, timeTakenMs Nullable(Float64),
    timeToFirstByteMs Nullable(Float64), writer UInt32, batch UInt64, targets UInt8
  ) ENGINE = Null`,
  `CREATE TABLE IF NOT EXISTS traffic_appended (${trafficColumns}, targets UInt8) ENGINE = Null`,
  trafficTable('traffic_minute'),
  trafficTable('traffic_hour'),
  trafficTable('traffic_day'),
  `CREATE TABLE IF NOT EXISTS files_day (
    accountNumber LowCardinality(String),
    day Date CODEC(Delta, ZSTD),
    mediaTypeId UInt8,
    cnameId UInt64,
    path String CODEC(ZSTD),
    directory String ALIAS ${directory},
    writer UInt32,
    requests SimpleAggregateFunction(sum, UInt64),
    bytes SimpleAggregateFunction(sum, UInt128),
    originBytes SimpleAggregateFunction(sum, UInt128),
    hits SimpleAggregateFunction(sum, UInt64),
    errors SimpleAggregateFunction(sum, UInt64),
    timeTakenUs SimpleAggregateFunction(sum, UInt64),
    timed SimpleAggregateFunction(sum, UInt64),
    batch SimpleAggregateFunction(max, UInt64)
  )
  ENGINE = AggregatingMergeTree
  PRIMARY KEY (accountNumber, day, mediaTypeId)
  ORDER BY (accountNumber, day, mediaTypeId, cnameId, path, writer)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  view(
    'traffic_appended',
    `SELECT accountNumber, toStartOfMinute(event.time) AS time, mediaTypeId, ssl, cnameId, originId, pop, regionId, method, protocol,
       status, cacheStatus, writer, count() AS requests, sum(toUInt128(event.bytes)) AS bytes,
       sum(toUInt128(event.originBytes)) AS originBytes,
       CAST(quantileDDStateIf(0.01)(toFloat32(ifNull(timeToFirstByteMs, 0)), timeToFirstByteMs IS NOT NULL),
         'AggregateFunction(quantileDD(0.01), Float32)') AS timeToFirstByte,
       max(event.batch) AS batch, max(event.targets) AS targets
     FROM appended AS event GROUP BY ${dimensions}`,
  ),
  trafficView('traffic_minute', 'time'),
  coarserTrafficView('traffic_hour', 'toStartOfHour'),
  coarserTrafficView('traffic_day', 'toStartOfDay'),
  view(
    'files_day',
    `SELECT accountNumber, toDate(event.time) AS day, mediaTypeId, cnameId, path, writer, count() AS requests,
       sum(toUInt128(event.bytes)) AS bytes,
       sum(toUInt128(event.originBytes)) AS originBytes,
       countIf(cacheStatus IN (${servedFromCache.map((status) => `'${status}'`).join(', ')})) AS hits,
       countIf(status >= 500) AS errors,
       sum(toUInt64(round(ifNull(timeTakenMs, 0) * 1000))) AS timeTakenUs,
       countIf(timeTakenMs IS NOT NULL) AS timed,
       max(event.batch) AS batch
     FROM appended AS event WHERE bitAnd(targets, ${rollUps.files_day}) != 0
     GROUP BY accountNumber, day, mediaTypeId, cnameId, path, writer`,
  ),
];
