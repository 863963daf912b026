import { deleteOldContentJobs, settledSequences } from '../../database/queries/content-jobs.ts';
import { forgetSessions, retireEdges } from '../../database/queries/edges.ts';
import { pruneJournal } from '../../database/queries/fleet-journal.ts';
import type { Database } from '../../database/tables.ts';
import type { ContentJobs } from './content-jobs.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How long an edge may be away before nothing waits for it any more. */
export const retiredAfterMs = 10 * minute;
/** How long jobs that are over, what edges said of them, and edges' former sessions are kept. */
const keptDays = 90;

export interface Sweep {
  /** Resolves once the last one is done. */
  stop(): Promise<void>;
}

export interface SweepSettings {
  readonly db: Database;
  readonly jobs: Pick<ContentJobs, 'settle'>;
  readonly report: (cause: unknown) => void;
}

/**
 * Once a minute: retires edges that are away, takes on the jobs that waited for them alone, and deletes what nobody needs any more. The first time a
 * minute after the start, so that edges which were only kept from this process, while it was down, are heard of before.
 */
export function keepFleet(settings: SweepSettings): Sweep {
  let swept = settleJobs(settings).catch(settings.report);
  const timer = setInterval(() => (swept = sweepFleet(settings, Date.now()).catch(settings.report)), minute).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return swept;
    },
  };
}

/** `time`: milliseconds since 1970. */
export async function sweepFleet(settings: SweepSettings, time: number): Promise<void> {
  const { db } = settings;
  const ago = (ms: number) => new Date(time - ms).toISOString();
  await retireEdges(db, ago(retiredAfterMs));
  await settleJobs(settings);
  await pruneJournal(db, ago(2 * retiredAfterMs));
  await deleteOldContentJobs(db, ago(keptDays * day));
  await forgetSessions(db, ago(keptDays * day));
}

/** Jobs that are taken on in one transaction. */
const jobsAtOnce = 500;

/** Takes on the jobs that wait for no member any more; also what a process that was killed has left half done. */
export async function settleJobs({ db, jobs }: SweepSettings): Promise<void> {
  const sequences = await settledSequences(db);
  for (let start = 0; start < sequences.length; start += jobsAtOnce) await jobs.settle(db, sequences.slice(start, start + jobsAtOnce));
}
