import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import { type Door, createDoor, implement } from '@edgegraph/rest/door.ts';
import { services } from '@edgegraph/rest/services.ts';
import type { LiveStatistics } from '../analytics/live/figures.ts';
import type { AnalyticsStore } from '../analytics/store.ts';
import type { CdnSettings } from '../configuration/compile.ts';
import type { Commits } from '../database/commits.ts';
import { appendAccessEvents } from '../database/queries/access-events.ts';
import type { Notices } from '../database/notices.ts';
import { type Retention, retentionOf } from '../database/queries/customers.ts';
import type { Database } from '../database/tables.ts';
import { type Exports, createExports } from '../exports/exports.ts';
import { linkSigner } from '../exports/link.ts';
import type { Fleet } from '../fleet/control/fleet.ts';
import type { Vault } from '../vault.ts';
import { createAccess } from './access.ts';
import { actorOf } from './actor.ts';
import { mccHandlers } from './mcc/handlers.ts';
import { realtimestatsHandlers } from './realtimestats/handlers.ts';
import { keepBooks } from './reporting/books.ts';
import { reportingHandlers } from './reporting/handlers.ts';
import { usersHandlers } from './users/handlers.ts';

/** What the embedded CDN's services stand on. */
export interface Stores {
  readonly db: Database;
  readonly commits: Commits;
  readonly notices: Notices;
  readonly analytics: AnalyticsStore;
  readonly live: LiveStatistics;
  /** Milliseconds since 1970: every event that the fleet recorded before is in the reports. */
  readonly completeUntil: () => Promise<number>;
  readonly vault: Vault;
  readonly fleet: Pick<Fleet, 'jobs' | 'sitesOf' | 'propagationOf'>;
  /** What holds for every customer. */
  readonly cdn: CdnSettings;
}

/** The embedded CDN's four services. */
export interface Services {
  readonly door: Door;
  /** Reports as files, behind links. */
  readonly exports: Pick<Exports, 'open'>;
  /** Records in the access log what was denied before it came to the door. */
  readonly onDenied: OnDenied;
  /** Writes what is still to be written; the stores must be open. */
  close(): Promise<void>;
}

/** Puts the services behind their door; `report` gets the causes of 500s. */
export function createServices({ db, commits, notices, analytics, live, completeUntil, vault, fleet, cdn }: Stores, report: (cause: unknown) => void): Services {
  const clock = Date.now;
  const { findViewer, findTokenViewer, onDenied, denials, ...access } = createAccess({ db, commits, report, clock });
  const reportingSources = { db, analytics, live, completeUntil, retentionOf: retentionIn(db), clock };
  const books = keepBooks(reportingSources, report);
  const close = async () => {
    await books.stop();
    await access.close();
  };
  const exports = createExports({
    // The door is made of the handlers, one of which makes links.
    run: (route, input, viewer) => door.run(route, input, viewer),
    signer: linkSigner(vault.keyFor('export links')),
    findViewer: findTokenViewer,
    record: (kind, viewer, detail) => appendAccessEvents(db, [{ ...actorOf(viewer), kind, detail }]),
    onDenied,
    clock,
  });
  const implementations = [
    implement(services.mcc, mccHandlers({ db, notices, settings: cdn }, vault, fleet.propagationOf, { db, notices, jobs: fleet.jobs, sitesOf: fleet.sitesOf, domain: cdn.domain })),
    implement(services.reporting, reportingHandlers(reportingSources, exports)),
    implement(services.realtimestats, realtimestatsHandlers(db, live)),
    implement(services.users, usersHandlers({ db, notices }, denials, clock)),
  ];
  const door = createDoor(findViewer, implementations, report, onDenied);
  return { door, exports, onDenied, close };
}

const retentionIn =
  (db: Database) =>
  async (accountNumber: string): Promise<Retention> =>
    (await retentionOf(db, accountNumber)) ?? { coreDays: null, contentDays: null };
