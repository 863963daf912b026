import {
  type DatabaseConnection,
  type Dialect,
  type KyselyPlugin,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Pool } from 'pg';

/** Kysely's dialect over `pg`. Calls `onCommit` before whoever commits a transaction learns that it is. */
export const postgresDialect = (pool: Pool, onCommit: () => void): Dialect => ({
  createDriver: () => new TellingDriver(pool, onCommit),
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
});

class TellingDriver extends PostgresDriver {
  readonly #onCommit: () => void;

  constructor(pool: Pool, onCommit: () => void) {
    super({ pool });
    this.#onCommit = onCommit;
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#onCommit();
  }
}

/** Calls `onWrite` before whoever writes learns that it is done: outside a transaction, that it is committed. */
export const tellWrites = (onWrite: () => void): KyselyPlugin => ({
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => {
    if (result.numAffectedRows !== undefined) onWrite();
    return result;
  },
});
