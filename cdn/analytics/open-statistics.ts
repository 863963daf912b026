import { LiveCounters } from './live/counters.ts';
import type { LiveStatistics } from './live/figures.ts';
import { StoredLive } from './live/stored.ts';
import { type OpenOptions, openAnalytics } from './open-store.ts';
import type { AnalyticsStore } from './store.ts';

export interface StatisticsOptions extends Omit<OpenOptions, 'onAppended'> {
  /** Milliseconds since 1970: every event that the fleet recorded before is stored. */
  readonly completeUntil: () => Promise<number>;
  /** Gets why the store can't tell live figures. */
  readonly report: (cause: unknown) => void;
}

/** What was served, and what is being served right now. */
export interface Statistics {
  readonly analytics: AnalyticsStore;
  readonly live: LiveStatistics;
  close(): Promise<void>;
}

/** Opens the store of requests, and live figures over it: of what this process appends, or, on a server that others append to as well, of what is stored there. */
export async function openStatistics({ completeUntil, report, ...options }: StatisticsOptions): Promise<Statistics> {
  if (options.clickhouse === undefined) {
    const live = new LiveCounters({ completeUntil });
    const analytics = await openAnalytics({ ...options, onAppended: (events) => live.record(events) });
    await live.restore(analytics);
    return { analytics, live, close: () => analytics.close() };
  }
  const analytics = await openAnalytics(options);
  const live = new StoredLive({ completeUntil, source: analytics, report });
  return {
    analytics,
    live,
    close: async () => {
      await live.close();
      await analytics.close();
    },
  };
}
