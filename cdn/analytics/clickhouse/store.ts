import type { RequestEvent } from '../event.ts';
import type { AnalyticsStore } from '../store.ts';
import { Appender } from './appender.ts';
import type { Connection } from './connection.ts';
import { migrate } from './migrations.ts';
import { rawLogs } from './raw-logs.ts';
import { bytesByInterval, bytesTransferred, hitsByCacheStatus, hitsByStatus } from './reports.ts';
import { traffic } from './traffic.ts';

export interface StoreOptions {
  /** Called once for each event that is stored, right after it is. */
  readonly onAppended?: (events: readonly RequestEvent[]) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** The store over a ClickHouse; creates or migrates its tables. Closing the store closes the connection. */
export async function createStore(
  connection: Connection,
  { onAppended = () => {}, now = Date.now }: StoreOptions = {},
): Promise<AnalyticsStore> {
  await migrate(connection);
  const appender = new Appender(connection, onAppended);
  return {
    append: (events) => appender.append(events),
    position: (source) => appender.position(source),
    find: (source, sequence) => appender.find(source, sequence),
    bytesTransferred: (filter) => bytesTransferred(connection, filter),
    bytesByInterval: (filter, interval) => bytesByInterval(connection, filter, interval),
    hitsByStatus: (filter) => hitsByStatus(connection, filter),
    hitsByCacheStatus: (filter) => hitsByCacheStatus(connection, filter),
    traffic: (filter, options = {}) => traffic(connection, filter, options),
    rawLogs: (query) => rawLogs(connection, query),
    // An event is in every report as soon as its append resolves.
    completeUntil: async () => now(),
    close: async () => {
      await appender.idle();
      await connection.close();
    },
  };
}
