import { connectRemote } from './clickhouse/remote.ts';
import { withoutCredentials } from './clickhouse/url.ts';
import type { Exclusively } from './clickhouse/appender.ts';
import { createStore, type StoreOptions } from './clickhouse/store.ts';
import type { AnalyticsStore } from './store.ts';

export interface ClickHouse {
  /** `http(s)://user:password@host:8123/database`; the database exists. */
  readonly url: string;
  /** The cluster whose replicas have the tables; null: the server alone has them. */
  readonly cluster: string | null;
  /** Keeps other processes out. */
  readonly exclusively: Exclusively;
}

/** The store in a ClickHouse server, which processes can share. @throws Error without credentials if it can't be had */
export async function openClickHouseStore({ url, cluster, exclusively }: ClickHouse, options?: Omit<StoreOptions, 'shared'>): Promise<AnalyticsStore> {
  const connection = connectRemote(url);
  try {
    return await createStore(connection, { ...options, shared: { placement: { cluster }, exclusively } });
  } catch (error) {
    await connection.close();
    throw new Error(`The analytics data at ${withoutCredentials(url)} can't be opened. ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}
