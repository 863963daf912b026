import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCustomer, findCustomer } from './queries/customers.ts';
import { queriesSuite } from './queries/suite.ts';
import { openDatabase } from './sqlite.ts';
import type { Database } from './tables.ts';
import { customersWrittenUntilKilled } from './write-customers.fixture.ts';

describe('queries on SQLite', () =>
  queriesSuite(async () => {
    const db = await openDatabase(':memory:');
    return { db, close: () => db.destroy() };
  }));

describe('an SQLite database in a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgegraph-database-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const pragma = async (db: Database, name: string) => {
    const { rows } = await sql`pragma ${sql.raw(name)}`.execute(db);
    return Object.values(rows[0] ?? {})[0];
  };

  it('syncs each commit to disk and checks references', async () => {
    const db = await openDatabase(join(folder, 'pragmas.db'));
    expect(await pragma(db, 'journal_mode')).toBe('wal');
    expect(await pragma(db, 'synchronous')).toBe(2);
    expect(await pragma(db, 'foreign_keys')).toBe(1);
    expect(await pragma(db, 'busy_timeout')).toBe(5000);
    await db.destroy();
  });

  it('keeps its rows from one opening to the next', async () => {
    const path = join(folder, 'reopened.db');
    const first = await openDatabase(path);
    await createCustomer(first, { accountNumber: '0001', name: 'Kept', status: 'active', modules: [] });
    await first.destroy();
    const second = await openDatabase(path);
    expect(await findCustomer(second, '0001')).toMatchObject({ name: 'Kept' });
    await second.destroy();
  });

  it('is refused when a newer release has migrated it', async () => {
    const path = join(folder, 'newer.db');
    const db = await openDatabase(path);
    await sql`insert into kysely_migration (name, timestamp) values ('0999-future', '2999-01-01T00:00:00.000Z')`.execute(db);
    await db.destroy();
    const opening = openDatabase(path);
    await expect(opening).rejects.toThrow(path);
    await expect(opening).rejects.toThrow('A newer release has migrated this database (0999-future)');
    await expect(opening).rejects.toThrow('Start the newer release');
  });

  it('is refused with its path when the file is something else', async () => {
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'Not a database, but long enough to be looked at as one.'.repeat(20));
    await expect(openDatabase(path)).rejects.toThrow(`${path} can't be opened as an SQLite database`);
  });

  it('is refused with its path when the directory is missing', async () => {
    const path = join(folder, 'missing', 'edgegraph.db');
    await expect(openDatabase(path)).rejects.toThrow(`${path} can't be opened as an SQLite database`);
  });

  it('has every row that was acknowledged before its process was killed', async () => {
    const path = join(folder, 'killed.db');
    const acknowledged = await customersWrittenUntilKilled(path, 300);
    const db = await openDatabase(path);
    const rows = await db.selectFrom('customers').select('accountNumber').execute();
    const stored = new Set(rows.map(({ accountNumber }) => accountNumber));
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);
    expect(acknowledged.filter((accountNumber) => !stored.has(accountNumber))).toEqual([]);
    expect(await pragma(db, 'integrity_check')).toBe('ok');
    await db.destroy();
  });
});
