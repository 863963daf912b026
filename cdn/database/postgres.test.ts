import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, hasPostgres, startPostgres } from './postgres-server.fixture.ts';
import { openDatabase } from './postgres.ts';
import { addUser, found } from './queries/fresh-database.fixture.ts';
import { savePermissions } from './queries/permissions.ts';
import { createCustomer } from './queries/customers.ts';
import { queriesSuite } from './queries/suite.ts';
import type { Database } from './tables.ts';
import { inTransaction } from './transaction.ts';
import { customersWrittenUntilKilled } from './write-customers.fixture.ts';

// Where npm has no PostgreSQL for the platform, these are reported as skipped.
describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  let server: PostgresServer;
  let migrated: string;
  beforeAll(async () => {
    server = await startPostgres();
    migrated = await server.createDatabase();
    await (await openDatabase(migrated)).destroy();
  });
  afterAll(() => server?.stop());

  const open = async () => openDatabase(await server.createDatabase(migrated));

  const customer = (accountNumber: string) => ({ accountNumber, name: 'Kept', status: 'active', modules: [] }) as const;

  describe('queries on PostgreSQL', () => {
    let db: Database;
    beforeAll(async () => void (db = await open()));
    afterAll(() => db.destroy());

    queriesSuite(async () => {
      const tables = await db.withoutPlugins().introspection.getTables();
      await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(name)))} restart identity`.execute(db);
      return { db, close: async () => {} };
    });
  });

  describe('the migration of an empty database', () => {
    it('is done once by processes that start at the same time', async () => {
      const url = await server.createDatabase();
      const opened = await Promise.all(Array.from({ length: 6 }, () => openDatabase(url)));
      for (const db of opened) expect(await db.selectFrom('customers').selectAll().execute()).toEqual([]);
      const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(opened[0] ?? (await open()));
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['0001-configuration', '0006-commit-notices']));
      await Promise.all(opened.map((db) => db.destroy()));
    });
  });

  describe('two processes that save the same permissions at the same time', () => {
    it('are told apart: one has saved, the other has a conflict that shows what was saved', async () => {
      const url = await server.createDatabase(migrated);
      const processes = [await openDatabase(url), await openDatabase(url)] as const;
      await createCustomer(processes[0], customer('0001'));
      const { user } = await addUser(processes[0], { methods: [] });
      for (let version = 1; version <= 20; version++) {
        const change = { accountNumber: '0001', userId: user.id, expectedVersion: version, modules: [], savedBy: user } as const;
        const answers = await Promise.all(
          processes.map((db, index) => savePermissions(db, { ...change, methods: index === 0 ? ['GET'] : ['GET', 'PUT'] })),
        );
        const [saved] = answers.filter((answer) => answer !== null && 'user' in answer);
        const [conflicting] = answers.filter((answer) => answer !== null && 'conflict' in answer);
        expect(found(conflicting ?? null).conflict).toMatchObject({ version: version + 1, methods: found(saved ?? null).user.methods });
      }
      await Promise.all(processes.map((db) => db.destroy()));
    });
  });

  describe('a database that cannot be opened', () => {
    const refusal = async (url: string): Promise<string> => {
      const error: unknown = await openDatabase(url).then(
        (db) => db.destroy(),
        (cause: unknown) => cause,
      );
      const message = error instanceof Error ? error.message : 'It was opened';
      expect(message).not.toContain(new URL(migrated).password);
      return message;
    };
    const changed = (change: (url: URL) => void): string => {
      const url = new URL(migrated);
      change(url);
      return url.href;
    };

    it('for its password', async () => {
      const url = changed((it) => (it.password = 'guess'));
      expect(await refusal(url)).toBe(
        `DATABASE_URL postgres://postgres@127.0.0.1:${server.port}${new URL(migrated).pathname}: the server refuses this user or password; correct them.`,
      );
    });

    it('for its name, its port or its host', async () => {
      expect(await refusal(changed((it) => (it.pathname = '/missing')))).toContain('the server has no database of this name');
      expect(await refusal(changed((it) => (it.port = '1')))).toContain('no PostgreSQL server answers there; start it');
      expect(await refusal(changed((it) => (it.host = 'database.invalid')))).toMatch(/there is no host of this name|no PostgreSQL server answers there/);
    });

    it('for a user that may not create tables', async () => {
      const url = await server.createDatabase();
      await server.query(url, "create role reader login password 'reader'");
      // As from PostgreSQL 15 on.
      await server.query(url, 'revoke create on schema public from public');
      const asReader = new URL(url);
      [asReader.username, asReader.password] = ['reader', 'reader'];
      expect(await refusal(asReader.href)).toContain('may not create tables in it; make the user the owner');
    });

    it('for a server that is too old', async () => {
      const url = await server.createDatabase();
      // Answers before the server's own function does.
      await server.query(url, "create function public.current_setting(text) returns text language sql as $$ select '130022' $$");
      await server.query(url, `alter database ${new URL(url).pathname.slice(1)} set search_path = public, pg_catalog`);
      expect(await refusal(url)).toContain('the server is PostgreSQL 13; upgrade it to 14 or newer.');
    });

    it('for the newer release that has migrated it', async () => {
      const url = await server.createDatabase(migrated);
      await server.query(url, "insert into kysely_migration (name, timestamp) values ('0999-future', '2999-01-01T00:00:00.000Z')");
      expect(await refusal(url)).toMatch(/^DATABASE_URL .*A newer release has migrated this database \(0999-future\)/);
    });
  });

  describe('a connection that is lost in the middle of a transaction', () => {
    it('fails that transaction and no other', async () => {
      const url = await server.createDatabase(migrated);
      const [db, other] = [await openDatabase(url), await openDatabase(url)];
      const write = inTransaction(db, async (transaction) => {
        await createCustomer(transaction, customer('0001'));
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
        await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(other);
        await createCustomer(transaction, customer('0002'));
      });
      await expect(write).rejects.toThrow(/terminat|not queryable/);
      await createCustomer(db, customer('0003'));
      expect(await other.selectFrom('customers').select('accountNumber').execute()).toEqual([{ accountNumber: '0003' }]);
      await Promise.all([db.destroy(), other.destroy()]);
    });
  });

  describe('a process that is killed, and then the server', () => {
    it('leave every row that was acknowledged', async () => {
      const url = await server.createDatabase(migrated);
      const acknowledged = await customersWrittenUntilKilled(url, 100);
      await server.restart();
      const db = await openDatabase(url);
      const stored = new Set((await db.selectFrom('customers').select('accountNumber').execute()).map(({ accountNumber }) => accountNumber));
      expect(acknowledged.length).toBeGreaterThanOrEqual(100);
      expect(acknowledged.filter((accountNumber) => !stored.has(accountNumber))).toEqual([]);
      await db.destroy();
    });
  });
});
