import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import { type Door, createDoor, implement } from '@edgegraph/rest/door.ts';
import { services } from '@edgegraph/rest/services.ts';
import type { LiveStatistics } from '../analytics/live/figures.ts';
import type { AnalyticsStore } from '../analytics/store.ts';
import type { CdnSettings } from '../configuration/compile.ts';
import type { Commits } from '../database/commits.ts';
import type { Notices } from '../database/notices.ts';
import type { Database } from '../database/tables.ts';
import type { Fleet } from '../fleet/control/fleet.ts';
import type { Vault } from '../vault.ts';
import { createAccess } from './access.ts';
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
  readonly live: LiveStatistics;
  readonly vault: Vault;
  readonly fleet: Pick<Fleet, 'jobs' | 'sitesOf' | 'propagationOf'>;
  /** What holds for every customer. */
  readonly cdn: CdnSettings;
}

/** The embedded CDN's four services. */
export interface Services {
  readonly door: Door;
  /** Records in the access log what was denied before it came to the door. */
  readonly onDenied: OnDenied;
  /** Writes what is still to be written; the stores must be open. */
  close(): Promise<void>;
}

/** Puts the services behind their door; `report` gets the causes of 500s. */
export function createServices({ db, commits, notices, analytics, live, vault, fleet, cdn }: Stores, report: (cause: unknown) => void): Services {
  const clock = Date.now;
  const { findViewer, onDenied, denials, close } = createAccess({ db, commits, report, clock });
  const implementations = [
    implement(services.mcc, mccHandlers({ db, notices, settings: cdn }, vault, fleet.propagationOf, { db, notices, jobs: fleet.jobs, sitesOf: fleet.sitesOf, domain: cdn.domain })),
    implement(services.reporting, reportingHandlers(analytics)),
    implement(services.realtimestats, realtimestatsHandlers(db, live)),
    implement(services.users, usersHandlers({ db, notices }, denials, clock)),
  ];
  return { door: createDoor(findViewer, implementations, report, onDenied), onDenied, close };
}
