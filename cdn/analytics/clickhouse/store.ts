import type { RequestEvent } from '../event.ts';
import type { AnalyticsStore } from '../store.ts';
import { trafficGroups } from '../traffic/groups.ts';
import { traffic } from '../traffic/report.ts';
import { Appender, type Exclusively } from './appender.ts';
import type { Connection } from './connection.ts';
import { beginDeletion, finishDeletion } from './deletion.ts';
import { migrate } from './migrations.ts';
import { rawLogs } from './raw-logs.ts';
import { bytesByInterval, bytesTransferred, hitsByCacheStatus, hitsByStatus } from './reports.ts';

export interface StoreOptions {
  /** Called once for each event that is stored, right after it is. */
  readonly onAppended?: (events: readonly RequestEvent[]) => void;
  /** Tells the processes apart that write into the same tables; 0 if left out: there is one. */
  readonly writer?: number;
  /** Null or left out: no other process writes into them. */
  readonly exclusively?: Exclusively | null;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** The store over a ClickHouse; creates or migrates its tables. Closing the store closes the connection. */
export async function createStore(
  connection: Connection,
  { onAppended = () => {}, now = Date.now, writer = 0, exclusively = null }: StoreOptions = {},
): Promise<AnalyticsStore> {
  await migrate(connection);
  const appender = new Appender({ connection, writer, exclusively, onAppended });
  // Counts what a crash has left.
  await appender.alone(async () => {});
  return {
    append: (events) => appender.append(events),
    position: (source) => appender.position(source),
    find: (source, sequence) => appender.find(source, sequence),
    bytesTransferred: (filter) => bytesTransferred(connection, filter),
    bytesByInterval: (filter, interval) => bytesByInterval(connection, filter, interval),
    hitsByStatus: (filter) => hitsByStatus(connection, filter),
    hitsByCacheStatus: (filter) => hitsByCacheStatus(connection, filter),
    traffic: (query) => traffic(connection, query),
    trafficGroups: (query) => trafficGroups(connection, query),
    rawLogs: (query) => rawLogs(connection, query),
    delete: async (deletions) => finishDeletion(connection, await appender.alone(() => beginDeletion(connection, deletions))),
    // An event is in every report as soon as its append resolves.
    completeUntil: async () => now(),
    close: async () => {
      await appender.alone(async () => {});
      await connection.close();
    },
  };
}
