import { randomBytes } from 'node:crypto';
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Selectable } from 'kysely';
import type { EdgeLoad, EdgePurge } from '../../fleet/edge-driver.ts';
import { fromFlag, toFlag } from '../flag.ts';
import { fromJson, toJson } from '../json-text.ts';
import { lockingRows } from '../row-locks.ts';
import type { ContentAction, ContentJobKind, ContentJobStatus, ContentJobsTable, ContentTarget, Database } from '../tables.ts';
import { now } from '../time.ts';
import { inTransaction } from '../transaction.ts';
import { nextSequence } from './fleet-journal.ts';

/** A purge or load on its way to the edges. */
export interface ContentJob {
  /** 24 hexadecimal digits in lower case. */
  readonly id: string;
  /** Ascending in the order of acceptance, over all customers. */
  readonly number: number;
  readonly accountNumber: string;
  readonly action: ContentAction;
  readonly kind: ContentJobKind;
  readonly targets: readonly ContentTarget[];
  /** What edges are told, site by site. */
  readonly purges: readonly EdgePurge[];
  readonly loads: readonly EdgeLoad[];
  /** How much of the customer's limit it takes while it is unfinished. */
  readonly size: number;
  /** At least one. */
  readonly mediaTypeIds: readonly MediaTypeId[];
  /** The regions of edges concerned; empty: all. */
  readonly regionIds: readonly number[];
  readonly soft: boolean;
  /** Of a purge: its URLs are loaded once it is done; then the job is. */
  readonly thenLoad: boolean;
  readonly status: ContentJobStatus;
  readonly inDate: string;
  /** Null: queued, or cancelled before. */
  readonly dispatchedAt: string | null;
  /** Null: unfinished, or cancelled. */
  readonly completeDate: string | null;
  readonly idempotencyKey: string | null;
  readonly createdByUserId: number | null;
  readonly createdByLogin: string | null;
  /** Of the journal's entry that edges are to do; null: queued, or cancelled before. */
  readonly sequence: number | null;
}

type Given = 'accountNumber' | 'action' | 'kind' | 'targets' | 'purges' | 'loads' | 'mediaTypeIds' | 'regionIds' | 'soft' | 'thenLoad';

export type NewContentJob = Pick<ContentJob, Given | 'idempotencyKey' | 'createdByUserId' | 'createdByLogin'>;

/** Which jobs to list; members left out do not narrow. */
export interface ContentJobFilter {
  readonly status?: ContentJobStatus | undefined;
  /** Accepted from this moment, until before that one. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Puts a job at the end of its customer's queue. */
export async function queueContentJob(db: Database, job: NewContentJob): Promise<ContentJob> {
  const row = await db
    .insertInto('contentJobs')
    .values({
      id: randomBytes(12).toString('hex'),
      number: await nextSequence(db),
      accountNumber: job.accountNumber,
      action: job.action,
      kind: job.kind,
      targets: toJson(job.targets),
      purges: toJson(job.purges),
      loads: toJson(job.loads),
      size: job.targets.length,
      mediaTypeIds: toJson(job.mediaTypeIds),
      regionIds: toJson(job.regionIds),
      soft: toFlag(job.soft),
      thenLoad: toFlag(job.thenLoad),
      status: 'queued',
      inDate: now(),
      idempotencyKey: job.idempotencyKey,
      createdByUserId: job.createdByUserId,
      createdByLogin: job.createdByLogin,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toContentJob(row);
}

/** Null: this customer has no such job. */
export async function findContentJob(db: Database, accountNumber: string, id: string): Promise<ContentJob | null> {
  const row = await jobsOf(db, accountNumber).where('id', '=', id.toLowerCase()).executeTakeFirst();
  return row ? toContentJob(row) : null;
}

/** Null: this customer has used no such key. */
export async function findContentJobByKey(db: Database, accountNumber: string, idempotencyKey: string): Promise<ContentJob | null> {
  const row = await jobsOf(db, accountNumber).where('idempotencyKey', '=', idempotencyKey).executeTakeFirst();
  return row ? toContentJob(row) : null;
}

/** A customer's jobs, the latest first; `before`: those accepted before the one of that number. */
export async function listContentJobs(
  db: Database,
  accountNumber: string,
  { before, limit, ...filter }: ContentJobFilter & { readonly before?: number | undefined; readonly limit: number },
): Promise<ContentJob[]> {
  const filtered = narrowed(jobsOf(db, accountNumber), filter);
  const rows = await (before === undefined ? filtered : filtered.where('number', '<', before)).orderBy('number', 'desc').limit(limit).execute();
  return rows.map(toContentJob);
}

export async function countContentJobs(db: Database, accountNumber: string, filter: ContentJobFilter): Promise<number> {
  const all = narrowed(jobsOf(db, accountNumber), filter).clearSelect().select(({ fn }) => fn.countAll().as('count'));
  return Number((await all.executeTakeFirstOrThrow()).count);
}

/** The places of the customer's queued jobs in the queue of their action, from 1, by their ids. */
export async function queuePositions(db: Database, accountNumber: string): Promise<ReadonlyMap<string, number>> {
  const queued = await db
    .selectFrom('contentJobs')
    .select(['id', 'action'])
    .where('accountNumber', '=', accountNumber)
    .where('status', '=', 'queued')
    .orderBy('number')
    .execute();
  const lengths = { purge: 0, load: 0 };
  return new Map(queued.map(({ id, action }) => [id, (lengths[action] += 1)]));
}

/** How much of the customer's limit its jobs of this action and these statuses take. */
export async function contentJobsSize(
  db: Database,
  accountNumber: string,
  action: ContentAction,
  statuses: readonly ContentJobStatus[],
): Promise<number> {
  const row = await db
    .selectFrom('contentJobs')
    .select(({ fn }) => fn.sum('size').as('size'))
    .where('accountNumber', '=', accountNumber)
    .where('action', '=', action)
    .where('status', 'in', statuses)
    .executeTakeFirst();
  return Number(row?.size ?? 0);
}

/** Keeps other transactions from changing what counts for the customer's limit, until this one ends. Writes nothing, which every process would be told of. */
export async function lockQueue(db: Database, accountNumber: string): Promise<void> {
  await lockingRows(db, db.selectFrom('customers').select('accountNumber').where('accountNumber', '=', accountNumber), 'wait').execute();
}

/** The first of the customer's queued jobs of this action, locked; one that another transaction has locked is passed over. */
export async function queuedContentJobs(db: Database, accountNumber: string, action: ContentAction, limit: number): Promise<ContentJob[]> {
  const queued = jobsOf(db, accountNumber).where('action', '=', action).where('status', '=', 'queued').orderBy('number').limit(limit);
  return (await lockingRows(db, queued, 'skip').execute()).map(toContentJob);
}

/** The running jobs whose edges are to do one of these entries, locked, in the order of acceptance. */
export async function runningContentJobs(db: Database, sequences: readonly number[]): Promise<ContentJob[]> {
  const running = db.selectFrom('contentJobs').selectAll().where('status', '=', 'running').where('sequence', 'in', sequences).orderBy('number');
  return (await lockingRows(db, running, 'wait').execute()).map(toContentJob);
}

/** The entries of running jobs that no member of the fleet is awaited to do any more. */
export async function settledSequences(db: Database): Promise<number[]> {
  const rows = await db
    .selectFrom('contentJobs')
    .select('sequence')
    .where('status', '=', 'running')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('journalAcknowledgements')
            .innerJoin('edges', 'edges.name', 'journalAcknowledgements.edge')
            .select('journalAcknowledgements.edge')
            .whereRef('journalAcknowledgements.sequence', '=', 'contentJobs.sequence')
            .where('journalAcknowledgements.at', 'is', null)
            .where('edges.retiredAt', 'is', null),
        ),
      ),
    )
    .execute();
  return rows.flatMap(({ sequence }) => (sequence === null ? [] : [sequence]));
}

/** Deletes jobs that were accepted before this moment and are over, with what edges said of them. */
export async function deleteOldContentJobs(db: Database, before: string): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const old = await transaction
      .deleteFrom('contentJobs')
      .where('inDate', '<', before)
      .where('status', 'in', ['done', 'cancelled'])
      .returning('id')
      .execute();
    for (const { id } of old) await transaction.deleteFrom('fleetJournal').where('jobId', '=', id).execute();
  });
}

/** The job waits for its edges to do the entry of this sequence. */
export async function runContentJob(db: Database, { id, dispatchedAt }: Pick<ContentJob, 'id' | 'dispatchedAt'>, sequence: number): Promise<void> {
  await db.updateTable('contentJobs').set({ status: 'running', sequence, dispatchedAt: dispatchedAt ?? now() }).where('id', '=', id).execute();
}

export async function completeContentJob(db: Database, id: string): Promise<void> {
  await db.updateTable('contentJobs').set({ status: 'done', completeDate: now() }).where('id', '=', id).execute();
}

/** Null: this customer has no such job, or it is not queued (any more). */
export async function cancelQueuedContentJob(db: Database, accountNumber: string, id: string): Promise<ContentJob | null> {
  const row = await db
    .updateTable('contentJobs')
    .set({ status: 'cancelled' })
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id.toLowerCase())
    .where('status', '=', 'queued')
    .returningAll()
    .executeTakeFirst();
  return row ? toContentJob(row) : null;
}

const jobsOf = (db: Database, accountNumber: string) => db.selectFrom('contentJobs').selectAll().where('accountNumber', '=', accountNumber);

function narrowed(query: ReturnType<typeof jobsOf>, { status, from, to }: ContentJobFilter): ReturnType<typeof jobsOf> {
  return query.where(({ and, eb }) =>
    and([
      ...(status === undefined ? [] : [eb('status', '=', status)]),
      ...(from === undefined ? [] : [eb('inDate', '>=', from)]),
      ...(to === undefined ? [] : [eb('inDate', '<', to)]),
    ]),
  );
}

const toContentJob = (row: Selectable<ContentJobsTable>): ContentJob => ({
  ...row,
  targets: fromJson(row.targets),
  purges: fromJson(row.purges),
  loads: fromJson(row.loads),
  mediaTypeIds: fromJson(row.mediaTypeIds),
  regionIds: fromJson(row.regionIds),
  soft: fromFlag(row.soft),
  thenLoad: fromFlag(row.thenLoad),
});
