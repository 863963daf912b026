import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCustomer } from './queries/customers.ts';
import { watchCommits } from './sqlite-commits.ts';
import { openDatabase } from './sqlite.ts';
import type { Database } from './tables.ts';
import { inTransaction } from './transaction.ts';

describe('the mark of the commits to an SQLite database', () => {
  let folder: string;
  let db: Database;
  let commits: ReturnType<typeof watchCommits>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgegraph-commits-'));
    db = await openDatabase(join(folder, 'database.sqlite'));
    commits = watchCommits(join(folder, 'database.sqlite'));
  });
  afterEach(async () => {
    commits.close();
    await db.destroy();
    await rm(folder, { recursive: true });
  });

  const write = (to: Database, accountNumber: string) => createCustomer(to, { accountNumber, name: 'New', status: 'active', modules: [] });

  it('stays while nothing is written', async () => {
    const mark = commits.mark();
    await db.selectFrom('customers').selectAll().execute();
    expect(commits.mark()).toBe(mark);
  });

  it('has changed as soon as a write is acknowledged', async () => {
    for (const accountNumber of ['0001', '0002']) {
      const mark = commits.mark();
      await write(db, accountNumber);
      expect(commits.mark()).not.toBe(mark);
    }
  });

  it('changes with the commit of a transaction and not before', async () => {
    const mark = commits.mark();
    await inTransaction(db, async (transaction) => {
      await write(transaction, '0001');
      expect(commits.mark()).toBe(mark);
    });
    expect(commits.mark()).not.toBe(mark);
  });

  it('changes with what another connection writes', async () => {
    const mark = commits.mark();
    const other = await openDatabase(join(folder, 'database.sqlite'));
    await write(other, '0001');
    await other.destroy();
    expect(commits.mark()).not.toBe(mark);
  });
});
