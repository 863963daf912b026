import { mkdir } from 'node:fs/promises';
import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import type { Door } from '@edgegraph/rest/door.ts';
import { sql } from 'kysely';
import { customerData } from './analytics/customer-data.ts';
import type { RequestEvent } from './analytics/event.ts';
import { createIngestServer } from './analytics/ingest-server.ts';
import { targetResolver } from './analytics/ingest-target.ts';
import { LiveCounters } from './analytics/live/counters.ts';
import { StoredLive } from './analytics/live/stored.ts';
import { type ClickHousePlace, openAnalytics } from './analytics/open-store.ts';
import { type CdnSettings, sitesOf } from './configuration/compile.ts';
import { customerDirectory } from './customer-directory.ts';
import { dataPaths } from './data-directory.ts';
import { openStore } from './database/open-store.ts';
import { type FirstStart, ensureFirstCustomer } from './first-start.ts';
import type { EventSink } from './analytics/store.ts';
import { startFleet } from './fleet/control/fleet.ts';
import type { FleetMembers } from './fleet/control/members.ts';
import type { FleetSync } from './fleet/control/sync.ts';
import { createServices } from './services/door.ts';
import { keepAccessLog, keepReports } from './services/retention.ts';
import { openVault } from './vault.ts';

export interface EmbeddedCdnOptions extends FirstStart {
  /** Where everything is stored that is not in the database; created if missing. */
  readonly dataDirectory: string;
  /** The PostgreSQL database that holds the configuration; a file in the data directory if left out. */
  readonly databaseUrl?: string | undefined;
  /** How many connections to it to hold at most; 10 if left out. */
  readonly databasePoolSize?: number;
  /** The ClickHouse server that holds the requests served; the data directory if left out. */
  readonly clickhouse?: ClickHousePlace | undefined;
  /** How many days the access log keeps its entries; 400 if left out. */
  readonly accessLogDays?: number;
  /** What holds for every customer; the contract's domain and no private origins if left out. */
  readonly cdn?: CdnSettings;
  /** How many targets of a customer's purges may be outstanding, and of its loads; 50 if left out. */
  readonly purgeLimit?: number;
  /** Gets the causes of failures that callers are only told of as `Operation Error`. */
  readonly report: (cause: unknown) => void;
}

/** A CDN in this process: its REST services over its stores. */
export interface EmbeddedCdn {
  readonly door: Door;
  /** Records in the access log what was denied before it came to the door. */
  readonly onDenied: OnDenied;
  /** Calls the listener soon after each change of what tokens may do that goes through the services, of any process that shares the database; returns what ends it. */
  readonly onAccessChange: (listener: () => void) => () => void;
  /** The token that this start issued to the administrator, to be shown this once; null if none was. */
  readonly issuedToken: string | null;
  /** What edges ask, and where their events go. */
  readonly fleet: Pick<FleetSync, 'sync'>;
  /** The fleet, for operators. */
  readonly members: Pick<FleetMembers, 'list' | 'retire'>;
  readonly events: Pick<EventSink, 'append'>;
  /** Rejects while a store can't answer. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Within this time, in milliseconds, an edge has told what it served. */
const usualDelayMs = 1000;

/** Opens the stores, creates what a first start needs, puts the services before them, and takes imports from other processes. */
export async function openEmbeddedCdn({
  dataDirectory,
  databaseUrl,
  databasePoolSize,
  clickhouse,
  accessLogDays = 400,
  cdn = { domain: 'edgecastcdn.net', privateOrigins: false },
  purgeLimit = 50,
  report,
  ...firstStart
}: EmbeddedCdnOptions): Promise<EmbeddedCdn> {
  // Holds the token hashes and clients' addresses: for this user alone.
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new Error(`${dataDirectory} can't be the data directory: ${error.message}. Set DATA_DIR to a directory that this user may write to.`, { cause: error });
  });
  await using opened = new AsyncDisposableStack();
  const paths = dataPaths(dataDirectory);
  const { db, commits, notices } = opened.adopt(
    await openStore({ databaseUrl, path: paths.database, poolSize: databasePoolSize, report }),
    (store) => store.close(),
  );
  const vault = await openVault(paths.secret);
  const completeUntil = async () => Date.now() - usualDelayMs;
  const counters = new LiveCounters({ completeUntil });
  const onAppended = (events: readonly RequestEvent[]) => (clickhouse ? undefined : counters.record(events));
  const analytics = opened.adopt(await openAnalytics({ directory: paths.analytics, clickhouse, db, sharesDatabase: databaseUrl !== undefined, onAppended }), (store) => store.close());
  // Of a store that others write to, too, this process is not told of everything.
  const live = clickhouse ? opened.adopt(new StoredLive({ source: analytics, completeUntil, report }), (stored) => stored.close()) : counters;
  if (!clickhouse) await counters.restore(analytics);
  const issuedToken = await ensureFirstCustomer(db, analytics, firstStart);
  const ingest = createIngestServer({ sink: analytics, resolveTarget: targetResolver(customerDirectory(db)), customerData: customerData(db, analytics), report });
  opened.adopt(ingest, (server) => server.close());
  await ingest.listen(paths.ingestSocket);
  const fleet = opened.adopt(
    startFleet({ db, notices, sitesOf: (accountNumber) => sitesOf(db, vault, accountNumber, cdn), purgeLimit, report }),
    (started) => started.close(),
  );
  const services = createServices({ db, commits, notices, analytics, live, vault, fleet, cdn }, report);
  const { door, onDenied } = opened.adopt(services, (created) => created.close());
  opened.adopt(keepAccessLog(db, accessLogDays, report), (retention) => retention.stop());
  opened.adopt(keepReports(db, analytics, report), (retention) => retention.stop());
  const stores = opened.move();
  return {
    door,
    onDenied,
    onAccessChange: (listener) => notices.subscribe('access', listener),
    issuedToken,
    fleet: fleet.sync,
    members: fleet.members,
    events: analytics,
    ready: async () => {
      await Promise.all([sql`select 1`.execute(db), analytics.position('')]);
    },
    close: () => stores.disposeAsync(),
  };
}
