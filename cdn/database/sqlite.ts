import { DatabaseSync } from 'node:sqlite';
import { CamelCasePlugin, Kysely } from 'kysely';
import type { Ddl } from './ddl.ts';
import { migrate } from './migrate.ts';
import { watchCommits } from './sqlite-commits.ts';
import { type TransactionEnds, sqliteDialect } from './sqlite-dialect.ts';
import { sqliteNotices } from './sqlite-notices.ts';
import type { Store } from './store.ts';
import type { Database, Tables } from './tables.ts';

/** How long a statement waits for another process's write. */
const busyTimeoutMs = 5000;

const ddl: Ddl = {
  addId: (table) => table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement()),
  // Whoever watches asks for `data_version`.
  announceCommits: async () => {},
};

/** The database in the file at `path` as openDatabase opens it, with the watch over its commits and the notices of this process. */
export async function openStore(path: string): Promise<Store> {
  const notices = sqliteNotices();
  const db = await openDatabase(path, notices);
  const commits = watchCommits(path);
  return {
    db,
    commits,
    notices,
    close: async () => {
      commits.close();
      await db.destroy();
    },
  };
}

/**
 * Opens the SQLite database in the file at `path`, which is created if need be, and migrates it.
 * A write is on disk once its promise resolves. `destroy()` closes it.
 */
export async function openDatabase(path: string, ends?: TransactionEnds): Promise<Database> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(openFile(path), ends), plugins: [new CamelCasePlugin()] });
  try {
    await migrate(db, ddl);
    return db;
  } catch (error) {
    await db.destroy();
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function openFile(path: string): DatabaseSync {
  try {
    const file = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    file.exec('pragma journal_mode = wal; pragma synchronous = full;');
    return file;
  } catch (error) {
    const remedy = 'check that it is one and that its directory exists and is writable.';
    throw new Error(`${path} can't be opened as an SQLite database; ${remedy}`, { cause: error });
  }
}
