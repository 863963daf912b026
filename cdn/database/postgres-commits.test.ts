import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PostgresServer, hasPostgres, startPostgres } from './postgres-server.fixture.ts';
import { openDatabase, openStore } from './postgres.ts';
import { createCustomer, updateCustomer } from './queries/customers.ts';
import { addUser } from './queries/fresh-database.fixture.ts';
import { recordTokenUses, rotateToken } from './queries/tokens.ts';
import { deleteUser, lockUser } from './queries/users.ts';
import type { Store } from './store.ts';
import type { Database } from './tables.ts';
import { inTransaction } from './transaction.ts';

describe.skipIf(!hasPostgres)('the mark of the commits to a PostgreSQL database', () => {
  let server: PostgresServer;
  let migrated: string;
  beforeAll(async () => {
    server = await startPostgres();
    migrated = await server.createDatabase();
    await (await openDatabase(migrated)).destroy();
  });
  afterAll(() => server?.stop());

  let url: string;
  let store: Store;
  let other: Database;
  const reports: unknown[] = [];
  beforeEach(async () => {
    url = await server.createDatabase(migrated);
    [store, other] = [await openStore(url, { report: (cause) => reports.push(cause) }), await openDatabase(url)];
  });
  afterEach(async () => {
    reports.length = 0;
    await Promise.all([store.close(), other.destroy()]);
  });

  const add = (to: Database, accountNumber: string) => createCustomer(to, { accountNumber, name: 'New', status: 'active', modules: [] });

  /** The mark, once two in a row are the same. */
  const steadyMark = () =>
    vi.waitFor(
      () => {
        const mark = store.commits.mark();
        expect(store.commits.mark()).toBe(mark);
        return mark;
      },
      { timeout: 10_000, interval: 10 },
    );

  it('is another one each time until the server is heard of', async () => {
    const { commits, close } = await openStore(url);
    expect(commits.mark()).not.toBe(commits.mark());
    await close();
  });

  it('stays while nothing is written', async () => {
    const mark = await steadyMark();
    await store.db.selectFrom('customers').selectAll().execute();
    expect(await steadyMark()).toBe(mark);
  });

  it('has changed as soon as a write of this process is acknowledged', async () => {
    for (const accountNumber of ['0001', '0002']) {
      const mark = await steadyMark();
      await add(store.db, accountNumber);
      expect(store.commits.mark()).not.toBe(mark);
    }
  });

  it('has changed as soon as a transaction of this process is committed', async () => {
    let within: unknown;
    await inTransaction(store.db, async (transaction) => {
      await add(transaction, '0001');
      within = await steadyMark();
    });
    expect(store.commits.mark()).not.toBe(within);
  });

  it('changes within a second of what another process does to customers, users and tokens', async () => {
    await add(other, '0001');
    const { user } = await addUser(other);
    const changes = [
      () => add(other, '0002'),
      () => updateCustomer(other, '0001', { status: 'suspended' }),
      () => lockUser(other, '0001', user.id),
      () => rotateToken(other, '0001', user.id),
      () => recordTokenUses(other, [1]),
      () => deleteUser(other, '0001', user.id),
      () => sql`truncate tokens`.execute(other),
    ];
    for (const change of changes) {
      const mark = await steadyMark();
      await change();
      await expect.poll(() => store.commits.mark(), { timeout: 1000, interval: 5 }).toSatisfy((now) => typeof now === 'number' && now !== mark);
    }
  });

  it('is another one each time while the listener is cut off, and has changed once it is back', async () => {
    const mark = await steadyMark();
    // Brings about the connection that it keeps.
    await other.selectFrom('customers').selectAll().execute();
    const database = new URL(url).pathname.slice(1);
    const letIn = (isAllowed: boolean) => server.query(migrated, `alter database ${database} allow_connections ${isAllowed}`);
    await letIn(false);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'edgegraph listener' and datname = ${database}`.execute(other);
    await vi.waitFor(() => expect(store.commits.mark()).not.toBe(store.commits.mark()));
    await add(other, '0001');
    expect(store.commits.mark()).not.toBe(store.commits.mark());
    expect(reports).toMatchObject([{ message: expect.stringContaining('no token is cached') }]);
    await letIn(true);
    expect(await steadyMark()).not.toBe(mark);
  });
});
