import type { Connection } from './connection.ts';
import { createLiveSeconds } from './live-seconds.ts';
import { placed, type Placement } from './placement.ts';
import { allRollUps, countEvents, createRollUps, rollUps } from './rollups.ts';
import { tellUserAgents } from './told-user-agents.ts';

/** A statement, or what more than SQL can do. */
type Step = string | ((connection: Connection) => Promise<void>);

/**
 * The schema's versions, applied in order; each is the steps it takes. One that has been released never changes. Each may run
 * twice, from its beginning (a process can die before it is recorded), hence IF NOT EXISTS.
 *
 * Events aren't partitioned: an insert is then one part, which is stored whole or not at all. The projection lives in
 * the same part, so that a source's position never disagrees with its events.
 */
const migrations: readonly (readonly Step[])[] = [
  [
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
  ],
  [
    'ALTER TABLE migrations MODIFY SETTING fsync_after_insert = 1',
    'ALTER TABLE events ADD COLUMN IF NOT EXISTS timeToFirstByteMs Nullable(Float64) AFTER timeTakenMs',
    "ALTER TABLE events ADD COLUMN IF NOT EXISTS userAgentFamily LowCardinality(String) DEFAULT '' AFTER userAgent",
    'ALTER TABLE events ADD COLUMN IF NOT EXISTS writer UInt32 DEFAULT 0',
    'ALTER TABLE events ADD COLUMN IF NOT EXISTS batch UInt64 DEFAULT 0',
    `ALTER TABLE events ADD COLUMN IF NOT EXISTS directory String
       MATERIALIZED if(position(path, '/') = 0, '', left(path, length(path) - position(reverse(path), '/') + 1)) CODEC(ZSTD)`,
    'ALTER TABLE events ADD COLUMN IF NOT EXISTS referrerHost LowCardinality(String) MATERIALIZED lower(domainRFC(referrer))',
    'ALTER TABLE events ADD INDEX IF NOT EXISTS batch batch TYPE minmax GRANULARITY 1024',
    'ALTER TABLE events ADD PROJECTION IF NOT EXISTS batches (SELECT writer, max(batch) GROUP BY writer)',
    tellUserAgents,
    ...createRollUps,
  ],
  // Of the events that an older version stored.
  [...Object.keys(rollUps).map((table) => `TRUNCATE TABLE ${table}`), countEvents('1', allRollUps)],
  createLiveSeconds,
];

/** Brings the tables to this version. One process at a time; null: the tables are this process's own. */
export async function migrate(connection: Connection, placement: Placement | null = null): Promise<void> {
  const run = (sql: string): Promise<void> => connection.command(placement === null ? sql : placed(sql, placement));
  await run('CREATE TABLE IF NOT EXISTS migrations (version UInt32) ENGINE = MergeTree ORDER BY version');
  const [row] = await connection.query('SELECT max(version) AS version FROM migrations');
  const applied = Number(row?.version);
  if (applied > migrations.length) {
    throw new Error(
      'The analytics data was written by a newer version of Edgegraph; start that version, or use another DATA_DIR or CLICKHOUSE_URL.',
    );
  }
  for (const [index, steps] of migrations.entries()) {
    if (index < applied) continue;
    for (const step of steps) await (typeof step === 'string' ? run(step) : step(connection));
    await connection.command('INSERT INTO migrations SELECT {version:UInt32}', { version: index + 1 });
  }
}
