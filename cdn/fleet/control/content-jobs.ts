/** The life of purges and loads: queued, running while edges are awaited, done. Each step is one transaction, whichever process takes it. */
import type { Notices } from '../../database/notices.ts';
import {
  type ContentJob,
  type NewContentJob,
  cancelQueuedContentJob,
  completeContentJob,
  contentJobsSize,
  findContentJob,
  findContentJobByKey,
  lockQueue,
  queueContentJob,
  queuedContentJobs,
  runContentJob,
  runningContentJobs,
} from '../../database/queries/content-jobs.ts';
import { appendEntry, isAwaited, kindOfEntry } from '../../database/queries/fleet-journal.ts';
import type { ContentAction, Database } from '../../database/tables.ts';
import { inTransaction } from '../../database/transaction.ts';

export interface ContentJobSettings {
  readonly db: Database;
  readonly notices: Pick<Notices, 'publish'>;
  /** How many targets of a customer may be outstanding, of purges and of loads each. */
  readonly limit: number;
  /** The POPs of regions. */
  readonly popsIn: (regionIds: readonly number[]) => readonly string[];
}

/** `full`: it would exceed the limit. `another input`: its key belongs to a job of another input. */
export type Refusal = 'full' | 'another input';

/** Purges and loads of one store. */
export class ContentJobs {
  readonly #db: Database;
  readonly #notices: Pick<Notices, 'publish'>;
  readonly #popsIn: ContentJobSettings['popsIn'];
  readonly limit: number;

  constructor({ db, notices, limit, popsIn }: ContentJobSettings) {
    this.#db = db;
    this.#notices = notices;
    this.#popsIn = popsIn;
    this.limit = limit;
  }

  /** Stores a job and lets it run as soon as the limit leaves room for it; answers the first one of its key, if it has one. */
  submit(job: NewContentJob, { whenFull }: { readonly whenFull: 'queue' | 'refuse' }): Promise<ContentJob | Refusal> {
    const { accountNumber, action, idempotencyKey } = job;
    return inTransaction(this.#db, async (transaction) => {
      await lockQueue(transaction, accountNumber);
      const first = idempotencyKey === null ? null : await findContentJobByKey(transaction, accountNumber, idempotencyKey);
      if (first) return asksTheSame(first, job) ? first : 'another input';
      if (whenFull === 'refuse') {
        const outstanding = await contentJobsSize(transaction, accountNumber, action, ['queued', 'running']);
        if (outstanding + job.targets.length > this.limit) return 'full';
      }
      const queued = await queueContentJob(transaction, job);
      await this.#promote(transaction, accountNumber, action);
      await this.#notices.publish(transaction, 'progress');
      return (await findContentJob(transaction, accountNumber, queued.id)) ?? queued;
    });
  }

  /** Null: this customer has no such job. What runs or is over stays as it is. */
  cancel(accountNumber: string, id: string): Promise<ContentJob | null> {
    return inTransaction(this.#db, async (transaction) => {
      const cancelled = await cancelQueuedContentJob(transaction, accountNumber, id);
      if (!cancelled) return findContentJob(transaction, accountNumber, id);
      await lockQueue(transaction, accountNumber);
      await this.#promote(transaction, accountNumber, cancelled.action);
      await this.#notices.publish(transaction, 'progress');
      return cancelled;
    });
  }

  /**
   * Takes the running jobs of these entries a step on, if no edge is awaited any more: to their load, or to their end and the next ones out of the
   * queue. Locks rows in one order: jobs, customers, the journal.
   */
  async settle(db: Database, sequences: readonly number[]): Promise<void> {
    if (sequences.length === 0) return;
    await inTransaction(db, async (transaction) => {
      const ready: ContentJob[] = [];
      for (const job of await runningContentJobs(transaction, sequences)) {
        if (job.sequence !== null && !(await isAwaited(transaction, job.sequence))) ready.push(job);
      }
      if (ready.length === 0) return;
      const accountNumbers = [...new Set(ready.map(({ accountNumber }) => accountNumber))].toSorted();
      for (const accountNumber of accountNumbers) await lockQueue(transaction, accountNumber);
      for (const job of ready) await this.#goOn(transaction, job);
      for (const accountNumber of accountNumbers) {
        for (const action of ['purge', 'load'] as const) await this.#promote(transaction, accountNumber, action);
      }
      await this.#notices.publish(transaction, 'progress');
    });
  }

  /** Lets queued jobs run, in their order, as far as the limit goes. The customer must be locked. */
  async #promote(transaction: Database, accountNumber: string, action: ContentAction): Promise<void> {
    for (;;) {
      const [next] = await queuedContentJobs(transaction, accountNumber, action, 1);
      if (!next) return;
      const running = await contentJobsSize(transaction, accountNumber, action, ['running']);
      // One that is larger than a limit which was lowered since runs alone.
      if (running > 0 && running + next.size > this.limit) return;
      await this.#dispatch(transaction, next, action);
    }
  }

  async #dispatch(transaction: Database, job: ContentJob, kind: ContentAction): Promise<void> {
    const sequence = await appendEntry(transaction, {
      kind,
      accountNumber: job.accountNumber,
      jobId: job.id,
      content: kind === 'purge' ? job.purges : job.loads,
      pops: job.regionIds.length === 0 ? undefined : this.#popsIn(job.regionIds),
    });
    await runContentJob(transaction, job, sequence);
    await this.#notices.publish(transaction, 'fleet');
    if (!(await isAwaited(transaction, sequence))) await this.#goOn(transaction, { ...job, sequence });
  }

  /** What follows once every edge has done the job's entry. */
  async #goOn(transaction: Database, job: ContentJob): Promise<void> {
    const kind = job.sequence === null ? null : await kindOfEntry(transaction, job.sequence);
    if (job.thenLoad && kind === 'purge') await this.#dispatch(transaction, job, 'load');
    else await completeContentJob(transaction, job.id);
  }
}

/** Whether two jobs ask for the same, however the sites have changed in between. */
const asksTheSame = (first: ContentJob, second: NewContentJob): boolean => inputOf(first) === inputOf(second);

const inputOf = ({ action, targets, mediaTypeIds, regionIds, soft, thenLoad }: NewContentJob): string =>
  JSON.stringify([action, targets.map(({ kind, value }) => [kind, value]), mediaTypeIds, regionIds, soft, thenLoad]);
