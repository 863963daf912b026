import { DatabaseSync } from 'node:sqlite';
import { CamelCasePlugin, Kysely } from 'kysely';
import { expect, it } from 'vitest';
import { findContentJob } from '../queries/content-jobs.ts';
import { appendEntry, entriesFor } from '../queries/fleet-journal.ts';
import { sqliteDialect } from '../sqlite-dialect.ts';
import type { Tables } from '../tables.ts';
import { configuration } from './0001-configuration.ts';
import { fleet } from './0007-fleet.ts';

it('keeps the purges of before, as done, and tells edges of the customers that there are', async () => {
  const file = new DatabaseSync(':memory:');
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file) });
  await configuration((table) => table.addColumn('id', 'integer', (column) => column.primaryKey())).up(db);
  file.exec(`insert into customers values ('0001', 'A', 'active', '[]', '2026')`);
  file.exec(`insert into content_jobs (account_number, id, action, media_path, media_type_id, region_ids, status, in_date)
    values ('0001', '${'a'.repeat(24)}', 'purge', 'http://a.example.com/"*"', 8, '[2]', 'pending', '2026-01-01T00:00:00.000Z')`);

  await fleet.up(db);

  const after = db.withPlugin(new CamelCasePlugin());
  expect(await findContentJob(after, '0001', 'a'.repeat(24))).toEqual({
    id: 'a'.repeat(24),
    number: 1,
    accountNumber: '0001',
    action: 'purge',
    kind: 'single',
    targets: [{ kind: 'url', value: 'http://a.example.com/"*"' }],
    purges: [],
    loads: [],
    size: 1,
    mediaTypeIds: [8],
    regionIds: [2],
    soft: false,
    thenLoad: false,
    status: 'done',
    inDate: '2026-01-01T00:00:00.000Z',
    dispatchedAt: null,
    completeDate: '2026-01-01T00:00:00.000Z',
    idempotencyKey: null,
    createdByUserId: null,
    createdByLogin: null,
    sequence: null,
  });
  expect(await entriesFor(after, { edge: 'edge-1', after: 0, upTo: 9, limit: 9 })).toMatchObject([{ sequence: 2, kind: 'configure', accountNumber: '0001' }]);
  expect(await appendEntry(after, { kind: 'configure', accountNumber: '0001' })).toBe(3);
  await db.destroy();
});
