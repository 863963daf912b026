import { PostgresAdapter, type SelectQueryBuilder } from 'kysely';
import type { Database } from './tables.ts';

/**
 * Locks the rows that a query of a transaction selects until its end; waits for those that another has locked, or leaves them out. In SQLite a
 * transaction has the whole database for itself. Rows that refer to the locked ones can be written meanwhile.
 */
export function lockingRows<Tables, Table extends keyof Tables, Row>(
  db: Database,
  query: SelectQueryBuilder<Tables, Table, Row>,
  others: 'wait' | 'skip',
): SelectQueryBuilder<Tables, Table, Row> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return query;
  return others === 'skip' ? query.forNoKeyUpdate().skipLocked() : query.forNoKeyUpdate();
}
