import { randomInt } from 'node:crypto';
import type { RequestEvent } from '../event.ts';
import type { AnalyticsStore } from '../store.ts';
import { Appender, type Exclusively } from './appender.ts';
import type { Connection } from './connection.ts';
import { beginDeletion, finishDeletion } from './deletion.ts';
import { liveSeconds } from './live-seconds.ts';
import { migrate } from './migrations.ts';
import type { Placement } from './placement.ts';
import { bytesByInterval, bytesTransferred, hitsByCacheStatus, hitsByStatus } from './reports.ts';
import { traffic } from './traffic.ts';

/** What processes that write into the same tables agree by. */
export interface Shared {
  readonly placement: Placement;
  readonly exclusively: Exclusively;
}

export interface StoreOptions {
  /** Called once for each event that is stored, right after it is. */
  readonly onAppended?: (events: readonly RequestEvent[]) => void;
  /** Of tables that a server has, and other processes write into; null or left out: they are this process's own. */
  readonly shared?: Shared | null;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** The store over a ClickHouse; creates or migrates its tables. Closing the store closes the connection. */
export async function createStore(
  connection: Connection,
  { onAppended = () => {}, now = Date.now, shared = null }: StoreOptions = {},
): Promise<AnalyticsStore> {
  if (shared === null) await migrate(connection);
  else await shared.exclusively(['migrations'], () => migrate(connection, shared.placement));
  const writer = shared === null ? 0 : randomInt(1, 2 ** 32);
  const appender = new Appender({ connection, writer, exclusively: shared?.exclusively ?? null, onAppended });
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
    traffic: (filter, options = {}) => traffic(connection, filter, options),
    delete: async (deletions) => finishDeletion(connection, await appender.alone(() => beginDeletion(connection, deletions))),
    liveSeconds: (mark) => liveSeconds(connection, mark),
    // An event is in every report as soon as its append resolves.
    completeUntil: async () => now(),
    close: async () => {
      // What can't be counted now is at the next start.
      await appender.alone(async () => {}).catch(() => {});
      await connection.close();
    },
  };
}
