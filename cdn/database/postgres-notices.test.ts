import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noticesSuite } from './notices.suite.ts';
import { type PostgresServer, hasPostgres, startPostgres } from './postgres-server.fixture.ts';
import { openDatabase, openStore } from './postgres.ts';
import { createCustomer, findCustomer } from './queries/customers.ts';
import type { Store } from './store.ts';
import { inTransaction } from './transaction.ts';

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  let server: PostgresServer;
  let migrated: string;
  beforeAll(async () => {
    server = await startPostgres();
    migrated = await server.createDatabase();
    await (await openDatabase(migrated)).destroy();
  });
  afterAll(() => server?.stop());

  /** A store that listens, so that the call for what it has missed is behind it. */
  const open = async (url: string): Promise<Store> => {
    const store = await openStore(url);
    await vi.waitFor(() => expect(store.commits.mark()).toBe(store.commits.mark()), { timeout: 10_000, interval: 10 });
    return store;
  };

  noticesSuite(async () => open(await server.createDatabase(migrated)));

  describe('a notice to another process', () => {
    it('is told there, of each of 100 commits, after it can be seen', async () => {
      const url = await server.createDatabase(migrated);
      const [here, there] = [await open(url), await open(url)];
      for (let number = 1; number <= 100; number++) {
        const accountNumber = number.toString(16).toUpperCase().padStart(4, '0');
        const seen = new Promise((resolve) => {
          const end = there.notices.subscribe('fleet', () => {
            end();
            resolve(findCustomer(there.db, accountNumber));
          });
        });
        await inTransaction(here.db, async (transaction) => {
          await here.notices.publish(transaction, 'fleet');
          await createCustomer(transaction, { accountNumber, name: 'New', status: 'active', modules: [] });
        });
        expect(await seen).toMatchObject({ accountNumber });
      }
      await Promise.all([here.close(), there.close()]);
    });

    it('that does not hear of the server is told once it does again', async () => {
      const url = await server.createDatabase(migrated);
      const [here, there] = [await open(url), await open(url)];
      // Brings about the connection that it keeps.
      await here.notices.publish(here.db, 'fleet');
      const listener = vi.fn<() => void>();
      const database = new URL(url).pathname.slice(1);
      await server.query(migrated, `alter database ${database} allow_connections false`);
      const listeners = `from pg_stat_activity where datname = '${database}' and application_name = 'edgegraph listener'`;
      await server.query(migrated, `select pg_terminate_backend(pid, 5000) ${listeners}`);
      await vi.waitFor(() => expect(there.commits.mark()).not.toBe(there.commits.mark()));
      there.notices.subscribe('fleet', listener);
      await here.notices.publish(here.db, 'fleet');
      expect(listener).not.toHaveBeenCalled();
      await server.query(migrated, `alter database ${database} allow_connections true`);
      await vi.waitFor(() => expect(listener).toHaveBeenCalled(), { timeout: 10_000, interval: 10 });
      await Promise.all([here.close(), there.close()]);
    });
  });
});
