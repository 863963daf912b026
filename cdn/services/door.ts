import { type Door, createDoor, implement } from '@edgegraph/rest/door.ts';
import { services } from '@edgegraph/rest/services.ts';
import type { LiveCounters } from '../analytics/live.ts';
import type { AnalyticsStore } from '../analytics/store.ts';
import type { Database } from '../database/tables.ts';
import { mccHandlers } from './mcc/handlers.ts';
import { realtimestatsHandlers } from './realtimestats/handlers.ts';
import { reportingHandlers } from './reporting/handlers.ts';
import { usersHandlers } from './users/handlers.ts';
import { viewerIn } from './viewer.ts';

/** What the embedded CDN's services stand on. */
export interface Stores {
  readonly db: Database;
  readonly analytics: AnalyticsStore;
  readonly live: LiveCounters;
}

/** The door to the embedded CDN's four services; `report` gets the causes of 500s. */
export const createServices = ({ db, analytics, live }: Stores, report: (cause: unknown) => void): Door =>
  createDoor(
    viewerIn(db),
    [
      implement(services.mcc, mccHandlers(db)),
      implement(services.reporting, reportingHandlers(analytics)),
      implement(services.realtimestats, realtimestatsHandlers(live)),
      implement(services.users, usersHandlers(db)),
    ],
    report,
  );
