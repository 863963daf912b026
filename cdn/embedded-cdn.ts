import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Door } from '@edgegraph/rest/door.ts';
import { sql } from 'kysely';
import { openChdbStore } from './analytics/chdb.ts';
import type { RequestEvent } from './analytics/event.ts';
import { LiveCounters } from './analytics/live.ts';
import { openDatabase } from './database/sqlite.ts';
import { type FirstStart, ensureFirstCustomer } from './first-start.ts';
import { createServices } from './services/door.ts';

export interface EmbeddedCdnOptions extends FirstStart {
  /** Where everything is stored; created if missing. */
  readonly dataDirectory: string;
  /** Gets the causes of failures that callers are only told of as `Operation Error`. */
  readonly report: (cause: unknown) => void;
}

/** A CDN in this process: its REST services over stores in one directory. */
export interface EmbeddedCdn {
  readonly door: Door;
  /** The token that this start issued to the administrator, to be shown this once; null if none was. */
  readonly issuedToken: string | null;
  /** Rejects while a store can't answer. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the stores, creates what a first start needs, and puts the services before them. */
export async function openEmbeddedCdn({ dataDirectory, report, ...firstStart }: EmbeddedCdnOptions): Promise<EmbeddedCdn> {
  // Holds the token hashes and clients' addresses: for this user alone.
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  await using opened = new AsyncDisposableStack();
  const db = opened.adopt(await openDatabase(join(dataDirectory, 'configuration.sqlite')), (database) => database.destroy());
  const live = new LiveCounters();
  const onAppended = (events: readonly RequestEvent[]) => events.forEach((event) => live.record(event));
  const analytics = opened.adopt(await openChdbStore(join(dataDirectory, 'analytics'), { onAppended }), (store) => store.close());
  const issuedToken = await ensureFirstCustomer(db, analytics, firstStart);
  const stores = opened.move();
  return {
    door: createServices({ db, analytics, live }, report),
    issuedToken,
    ready: async () => {
      await Promise.all([sql`select 1`.execute(db), analytics.position('')]);
    },
    close: () => stores.disposeAsync(),
  };
}
