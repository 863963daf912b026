import { deleteAccessEventsBefore } from '../database/queries/access-events.ts';
import type { Database } from '../database/tables.ts';

const day = 86_400_000;

export interface Retention {
  /** Resolves once the last sweep is done. */
  stop(): Promise<void>;
}

/** Deletes what the access log has had for more than `days` days, now and once a day. Failures are reported. */
export function keepAccessLog(db: Database, days: number, report: (cause: unknown) => void): Retention {
  const sweep = () => deleteAccessEventsBefore(db, new Date(Date.now() - days * day).toISOString()).catch(report);
  let swept = sweep();
  const timer = setInterval(() => (swept = sweep()), day).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return swept;
    },
  };
}
