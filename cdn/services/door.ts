import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import { type Door, createDoor, implement } from '@edgegraph/rest/door.ts';
import { services } from '@edgegraph/rest/services.ts';
import type { LiveCounters } from '../analytics/live.ts';
import type { AnalyticsStore } from '../analytics/store.ts';
import type { CdnSettings } from '../configuration/compile.ts';
import type { Commits } from '../database/commits.ts';
import { appendAccessEvents } from '../database/queries/access-events.ts';
import type { Notices } from '../database/notices.ts';
import type { Database } from '../database/tables.ts';
import { type Exports, createExports } from '../exports/exports.ts';
import { linkSigner } from '../exports/link.ts';
import type { Fleet } from '../fleet/control/fleet.ts';
import type { Vault } from '../vault.ts';
import { createAccess } from './access.ts';
import { actorOf } from './actor.ts';
import { mccHandlers } from './mcc/handlers.ts';
import { realtimestatsHandlers } from './realtimestats/handlers.ts';
import { reportingHandlers } from './reporting/handlers.ts';
import { usersHandlers } from './users/handlers.ts';

/** What the embedded CDN's services stand on. */
export interface Stores {
  readonly db: Database;
  readonly commits: Commits;
  readonly notices: Notices;
  readonly analytics: AnalyticsStore;
  readonly live: LiveCounters;
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
export function createServices({ db, commits, notices, analytics, live, vault, fleet, cdn }: Stores, report: (cause: unknown) => void): Services {
  const clock = Date.now;
  const { findViewer, findTokenViewer, onDenied, denials, close } = createAccess({ db, commits, report, clock });
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
    implement(services.reporting, reportingHandlers({ db, analytics, completeUntil: () => analytics.completeUntil() }, exports)),
    implement(services.realtimestats, realtimestatsHandlers(live)),
    implement(services.users, usersHandlers(db, denials, clock)),
  ];
  const door = createDoor(findViewer, implementations, report, onDenied);
  return { door, exports, onDenied, close };
}
