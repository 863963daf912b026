import { sql } from 'kysely';
import type { Database } from '../database/tables.ts';
import type { Exclusively } from './clickhouse/appender.ts';
import { openChdbStore } from './chdb.ts';
import { openClickHouseStore } from './clickhouse-store.ts';
import type { StoreOptions } from './clickhouse/store.ts';
import type { AnalyticsStore } from './store.ts';

/** A ClickHouse server, as an operator names it. */
export interface ClickHousePlace {
  readonly url: string;
  readonly cluster?: string | undefined;
}

export interface OpenOptions extends Omit<StoreOptions, 'shared'> {
  /** Holds the data if no server does. */
  readonly directory: string;
  readonly clickhouse?: ClickHousePlace | undefined;
  /** The configuration's store, over which processes agree who appends what. */
  readonly db: Database;
  /** Whether other processes have that store open too. */
  readonly sharesDatabase: boolean;
}

/** Opens the store of requests: in a ClickHouse server, or embedded in this process. */
export const openAnalytics = ({ directory, clickhouse, db, sharesDatabase, ...options }: OpenOptions): Promise<AnalyticsStore> =>
  clickhouse === undefined
    ? openChdbStore(directory, options)
    : openClickHouseStore({ url: clickhouse.url, cluster: clickhouse.cluster ?? null, exclusively: sharesDatabase ? lockedIn(db) : alone }, options);

/** PostgreSQL's locks, which end with the process that holds them. */
const lockedIn =
  (db: Database): Exclusively =>
  (sources, work) =>
    db.transaction().execute(async (transaction) => {
      for (const source of sources) await sql`select pg_advisory_xact_lock(hashtextextended(${`analytics ${source}`}, 0))`.execute(transaction);
      return work();
    });

const alone: Exclusively = (_sources, work) => work();
