import type { Transaction } from 'kysely';
import type { Database, Tables } from './tables.ts';

/** Runs `work` in a transaction: the caller's, if `db` is one. Rolled back when it rejects. */
export const inTransaction = <Result>(db: Database, work: (transaction: Database) => Promise<Result>): Promise<Result> =>
  isTransaction(db) ? work(db) : db.transaction().execute(work);

const isTransaction = (db: Database): db is Transaction<Tables> => db.isTransaction;
