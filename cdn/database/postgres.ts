import { CamelCasePlugin, Kysely, sql } from 'kysely';
import { Pool, type PoolConfig, types } from 'pg';
import type { Ddl } from './ddl.ts';
import { migrate } from './migrate.ts';
import { announceCommits, countCommits } from './postgres-commits.ts';
import { postgresDialect, tellWrites } from './postgres-dialect.ts';
import { UnfitServerError, openingError } from './postgres-error.ts';
import { openListener } from './postgres-listener.ts';
import { postgresNotices } from './postgres-notices.ts';
import type { Store } from './store.ts';
import type { Database, Tables } from './tables.ts';

export interface PostgresOptions {
  /** How many connections to hold at most, beside the one that listens; 10 if left out. */
  readonly poolSize?: number | undefined;
  /** Gets the causes of connections that are lost. */
  readonly report?: ((cause: unknown) => void) | undefined;
}

/** What a statement, a connection and a transaction in which nothing happens may take. A parameter of the URL, such as `statement_timeout`, goes first. */
const limits: PoolConfig = {
  application_name: 'edgegraph',
  connectionTimeoutMillis: 5000,
  statement_timeout: 10_000,
  query_timeout: 15_000,
  idle_in_transaction_session_timeout: 60_000,
  keepAlive: true,
};

const oldestRelease = 14;

const ddl: Ddl = {
  addId: (table) => table.addColumn('id', 'bigint', (column) => column.generatedAlwaysAsIdentity().primaryKey()),
  announceCommits,
};

/**
 * The database at `url` as openDatabase opens it, with what other processes commit. While nothing is heard of the server, each mark of the commits is
 * another one. Another process's commit counts as soon as its notification arrives; at the latest, should the connection be dead, a second after it.
 */
export async function openStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  await prepare(url);
  const [commits, notices] = [countCommits(), postgresNotices()];
  const listener = openListener({ connectionString: url }, [commits, notices], options.report ?? (() => {}));
  const db = connectPool(url, options, commits.note);
  return {
    db,
    commits: { mark: () => (listener.isCurrent() ? commits.count() : Symbol('unknown')) },
    notices,
    close: async () => {
      listener.close();
      await db.destroy();
    },
  };
}

/**
 * Opens the PostgreSQL database at `url` and migrates it. A write is as durable as the server's `synchronous_commit` says once its promise
 * resolves. `destroy()` closes the connections.
 */
export async function openDatabase(url: string, options: PostgresOptions = {}): Promise<Database> {
  await prepare(url);
  return connectPool(url, options);
}

/** Refuses servers that are too old, and migrates: without a limit of time, for a process may wait here for another one's migration. */
async function prepare(url: string): Promise<void> {
  const { connectionTimeoutMillis } = limits;
  const db = connect({ connectionString: url, connectionTimeoutMillis, max: 2 });
  try {
    await refuseOldServer(db);
    await migrate(db, ddl);
  } catch (error) {
    throw openingError(url, error);
  } finally {
    await db.destroy();
  }
}

async function refuseOldServer(db: Database): Promise<void> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(db);
  const release = Math.floor(Number(rows[0]?.version) / 10_000);
  if (release < oldestRelease) throw new UnfitServerError(`the server is PostgreSQL ${release}; upgrade it to ${oldestRelease} or newer.`);
}

const connectPool = (url: string, { poolSize, report }: PostgresOptions, onCommit?: () => void): Database =>
  connect({ ...limits, connectionString: url, max: poolSize }, report, onCommit);

function connect(config: PoolConfig, report: (cause: unknown) => void = () => {}, onCommit: () => void = () => {}): Database {
  const pool = new Pool({ ...config, types: { getTypeParser } });
  // An idle connection that is lost; the pool opens another.
  pool.on('error', report);
  // One that is lost while in use fails the next query; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Tables>({ dialect: postgresDialect(pool, onCommit), plugins: [new CamelCasePlugin(), tellWrites(onCommit)] });
}

/** bigint as number: ids and counts stay far below 2^53. */
const getTypeParser: typeof types.getTypeParser = (oid, format) =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);
