import { deleteAccessEventsBefore } from '../database/queries/access-events.ts';
import type { Database } from '../database/tables.ts';

const day = 86_400_000;

/** Deletes what the access log has had for more than `days` days, now and once a day; `stop` ends that. */
export function keepAccessLog(db: Database, days: number, report: (cause: unknown) => void): { stop: () => void } {
  const sweep = () => void deleteAccessEventsBefore(db, new Date(Date.now() - days * day).toISOString()).catch(report);
  sweep();
  const timer = setInterval(sweep, day).unref();
  return { stop: () => clearInterval(timer) };
}
