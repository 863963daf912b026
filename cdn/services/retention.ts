import type { AnalyticsStore } from '../analytics/store.ts';
import { deleteAccessEventsBefore } from '../database/queries/access-events.ts';
import { limitedRetentions } from '../database/queries/customers.ts';
import type { Database } from '../database/tables.ts';

const day = 86_400_000;

/** A job. */
export interface Retention {
  /** Resolves once the last sweep is done. */
  stop(): Promise<void>;
}

/** Deletes what the access log has had for more than `days` days, now and once a day. Failures are reported. */
export function keepAccessLog(db: Database, days: number, report: (cause: unknown) => void): Retention {
  return daily(() => deleteAccessEventsBefore(db, new Date(Date.now() - days * day).toISOString()).catch(report));
}

/** Deletes what customers' reports need not keep any longer, now and once a day. Failures are reported. */
export const keepReports = (db: Database, analytics: Pick<AnalyticsStore, 'delete'>, report: (cause: unknown) => void): Retention =>
  daily(async () => {
    try {
      const customers = await limitedRetentions(db);
      const deletions = customers.flatMap(({ accountNumber, coreDays, contentDays }) => [
        ...(coreDays === null ? [] : [{ accountNumber, kind: 'core', before: Date.now() - coreDays * day } as const]),
        ...(contentDays === null ? [] : [{ accountNumber, kind: 'content', before: Date.now() - contentDays * day } as const]),
      ]);
      await analytics.delete(deletions);
    } catch (error) {
      report(error);
    }
  });

function daily(sweep: () => Promise<void>): Retention {
  let swept = sweep();
  const timer = setInterval(() => (swept = sweep()), day).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return swept;
    },
  };
}
