import { type PostgresOptions, openStore as openPostgres } from './postgres.ts';
import { openStore as openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

export interface StoreOptions extends PostgresOptions {
  /** The PostgreSQL database to use: `postgres://user:password@host:5432/database`. */
  readonly databaseUrl?: string | undefined;
  /** The SQLite file to use without one. */
  readonly path: string;
}

/** Opens and migrates the configuration store: in PostgreSQL, or in an SQLite file. */
export const openStore = ({ databaseUrl, path, ...options }: StoreOptions): Promise<Store> =>
  databaseUrl === undefined ? openSqlite(path) : openPostgres(databaseUrl, options);
