import { DatabaseSync } from 'node:sqlite';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CamelCasePlugin, Kysely } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../database/sqlite.ts';
import { sqliteDialect } from '../../database/sqlite-dialect.ts';
import type { Tables } from '../../database/tables.ts';
import { startControlPlane } from './control-plane.fixture.ts';
import { sweepFleet } from './sweep.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'edgegraph-'))));
afterEach(() => rm(folder, { recursive: true }));

it('reads no table that grows as a whole', async () => {
  const path = join(folder, 'db.sqlite');
  await (await openDatabase(path)).destroy();
  const file = new DatabaseSync(path);
  const plans: string[] = [];
  const db = new Kysely<Tables>({
    dialect: sqliteDialect(file),
    plugins: [new CamelCasePlugin()],
    log: ({ query: { sql, parameters } }) => {
      if (!/^(select|delete|update)/.test(sql)) return;
      // What the configuration store gives SQLite are texts and numbers.
      const rows = file.prepare(`explain query plan ${sql}`).all(...(parameters as (string | number)[]));
      plans.push(...rows.map(({ detail }) => String(detail)));
    },
  });
  await sweepFleet({ db, jobs: { settle: async () => {} }, report: () => {} }, Date.now());
  await db.destroy();
  const scans = plans.filter((detail) => detail.startsWith('SCAN'));
  expect(scans.filter((detail) => /content_jobs|fleet_journal|journal_acknowledgements|later/.test(detail))).toEqual([]);
  expect(plans.filter((detail) => detail.includes('_by_age')).length).toBeGreaterThanOrEqual(3);
});

it('takes many jobs on in portions, since a statement takes so many parameters', async () => {
  await using control = await startControlPlane();
  const { sequence: _sequence, id: _id, number: _number, ...row } = await givenJob(control);
  const rows = Array.from({ length: 1100 }, (_, index) => ({ ...row, status: 'running' as const, id: `job-${index}`, number: 100 + index, sequence: 100 + index }));
  await control.db.insertInto('contentJobs').values(rows).execute();
  const portions: number[] = [];
  const settle = (_db: unknown, sequences: readonly number[]) => (portions.push(sequences.length), control.jobs.settle(control.db, sequences));
  await sweepFleet({ db: control.db, jobs: { settle }, report: () => {} }, Date.now());
  expect(portions).toEqual([500, 500, 100]);
  expect(await control.db.selectFrom('contentJobs').select('id').where('status', '!=', 'done').execute()).toEqual([]);
});

async function givenJob({ db, purge }: Awaited<ReturnType<typeof startControlPlane>>) {
  await purge();
  return db.selectFrom('contentJobs').selectAll().executeTakeFirstOrThrow();
}
