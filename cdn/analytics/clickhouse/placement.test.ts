import { describe, expect, it } from 'vitest';
import type { Connection } from './connection.ts';
import { migrate } from './migrations.ts';

/** What migrating empty tables would run. */
async function statements(cluster: string | null): Promise<string[]> {
  const run: string[] = [];
  const connection: Connection = {
    query: async () => [],
    command: async (sql) => void run.push(sql),
    insert: async () => {},
    settled: async () => {},
    close: async () => {},
  };
  await migrate(connection, { cluster });
  return run;
}

describe('the schema of a server', () => {
  it('has tables that know what was inserted before', async () => {
    const tables = (await statements(null)).filter((sql) => /^CREATE TABLE.*(events|_minute|_hour|_day) /.test(sql));
    expect(tables).toHaveLength(5);
    for (const sql of tables) expect(sql).toMatch(/SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 10000$/);
  });

  it('runs on every replica of a cluster', async () => {
    const run = await statements("it's");
    const schema = run.filter((sql) => !sql.startsWith('INSERT'));
    for (const sql of schema) expect(sql).toMatch(/^(CREATE (TABLE|MATERIALIZED VIEW) IF NOT EXISTS|ALTER TABLE|TRUNCATE TABLE) \w+ ON CLUSTER 'it\\'s'/);
    const engines = schema.flatMap((sql) => sql.match(/ENGINE = \w+/g) ?? []);
    expect(new Set(engines)).toEqual(new Set(['ENGINE = ReplicatedMergeTree', 'ENGINE = ReplicatedAggregatingMergeTree', 'ENGINE = Null']));
    expect(schema.filter((sql) => sql.includes('replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800'))).toHaveLength(6);
  });
});
