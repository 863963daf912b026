import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** Called before whoever runs a transaction learns how it ended. */
export interface TransactionEnds {
  committed(): void;
  rolledBack(): void;
}

/** Kysely's dialect over `node:sqlite`. */
export const sqliteDialect = (database: DatabaseSync, ends?: TransactionEnds): Dialect => ({
  createDriver: () => new ImmediateDriver(database, ends),
  createAdapter: () => new TransactionalAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
});

/** Takes the write lock when a transaction begins: a later try fails if another process has written since the first read. */
class ImmediateDriver extends SqliteDriver {
  readonly #ends: TransactionEnds | undefined;

  constructor(database: DatabaseSync, ends: TransactionEnds | undefined) {
    super({ database: asKyselyExpects(database) });
    this.#ends = ends;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#ends?.committed();
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    this.#ends?.rolledBack();
    await super.rollbackTransaction(connection);
  }
}

/** SQLite rolls back CREATE and ALTER like any statement, which Kysely leaves unused. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function asKyselyExpects(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      // Kysely types parameters unknown; node:sqlite throws on a value that it can't bind.
      const bound = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bound(parameters)),
        run: (parameters) => statement.run(...bound(parameters)),
        iterate: (parameters) => statement.iterate(...bound(parameters)),
      };
    },
  };
}
