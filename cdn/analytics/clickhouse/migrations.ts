import type { Connection } from './connection.ts';

/**
 * The schema's versions, applied in order. One that has been released never changes. Each may run twice (a process can
 * die between a migration and its record), hence IF NOT EXISTS.
 *
 * Events aren't partitioned: an insert is then one part, which is stored whole or not at all. The projection lives in
 * the same part, so that a source's position never disagrees with its events.
 */
const migrations = [
  `CREATE TABLE IF NOT EXISTS events (
    source LowCardinality(String),
    sequence UInt64,
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    accountNumber LowCardinality(String),
    mediaTypeId UInt8,
    cnameId UInt64,
    originId UInt64,
    ssl Bool,
    method LowCardinality(String),
    path String CODEC(ZSTD),
    query String CODEC(ZSTD),
    protocol LowCardinality(String),
    status UInt16,
    cacheStatus LowCardinality(String),
    bytes UInt64,
    originBytes UInt64,
    timeTakenMs Nullable(Float64),
    clientIp String CODEC(ZSTD),
    referrer String CODEC(ZSTD),
    userAgent String CODEC(ZSTD),
    pop LowCardinality(String),
    regionId Int16,
    PROJECTION positions (SELECT source, max(sequence) GROUP BY source)
  )
  ENGINE = MergeTree
  ORDER BY (accountNumber, mediaTypeId, time)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
];

/** Brings the tables to this version. */
export async function migrate(connection: Connection): Promise<void> {
  await connection.query('CREATE TABLE IF NOT EXISTS migrations (version UInt32) ENGINE = MergeTree ORDER BY version');
  const [row] = await connection.query('SELECT max(version) AS version FROM migrations');
  const applied = Number(row?.version);
  if (applied > migrations.length) {
    throw new Error(
      'The analytics data was written by a newer version of Edgegraph; start that version, or use another DATA_DIR.',
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < applied) continue;
    await connection.query(sql);
    await connection.insert('migrations', JSON.stringify({ version: index + 1 }));
  }
}
