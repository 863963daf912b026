import { LiveCounters } from '../../analytics/live/counters.ts';
import type { AnalyticsStore } from '../../analytics/store.ts';
import type { ReportingSources } from './sources.ts';

const nothing = async () => {
  throw new Error('The test has no store of events.');
};

// Every method of it rejects.
const noEvents = new Proxy({}, { get: () => nothing }) as AnalyticsStore;

/** The sources of reports as far as a test needs them; the store of events is not there unless given. */
export const reportingSources = ({ db, ...given }: Pick<ReportingSources, 'db'> & Partial<ReportingSources>): ReportingSources => ({
  db,
  analytics: noEvents,
  live: new LiveCounters({ completeUntil: async () => Date.now() }),
  completeUntil: async () => 0,
  retentionOf: async () => ({ coreDays: null, contentDays: null }),
  clock: Date.now,
  ...given,
});
