/** What the edges are to do, in order, and what they have acknowledged. */
import type { Selectable } from 'kysely';
import type { LoadOutcome } from '../../fleet/edge-driver.ts';
import { fromJson, toJson } from '../json-text.ts';
import type { Database, FleetJournalTable, JournalAcknowledgementsTable, JournalContent, JournalKind } from '../tables.ts';
import { now } from '../time.ts';

export interface JournalEntry {
  readonly sequence: number;
  readonly kind: JournalKind;
  readonly accountNumber: string;
  readonly jobId: string | null;
  readonly version: number | null;
  readonly content: JournalContent | null;
  readonly at: string;
}

/** What is left out is null; without `pops` it is for all edges. */
export type NewJournalEntry = Pick<JournalEntry, 'kind' | 'accountNumber'> &
  Partial<Pick<JournalEntry, 'jobId' | 'version' | 'content'>> & { readonly pops?: readonly string[] | undefined };

/** What an edge has said of an entry, or is awaited to say. */
export interface EdgeAcknowledgement {
  readonly edge: string;
  readonly sequence: number;
  readonly pop: string;
  readonly sentAt: string | null;
  /** Null: not yet. */
  readonly at: string | null;
  readonly objects: number;
  readonly remaining: number;
  readonly bytes: number;
  readonly loads: readonly LoadOutcome[];
  readonly problem: string | null;
}

export interface JobAcknowledgement extends EdgeAcknowledgement {
  readonly jobId: string | null;
  readonly kind: JournalKind;
}

export type NewAcknowledgement = Pick<EdgeAcknowledgement, 'sequence' | 'objects' | 'remaining' | 'loads' | 'problem'> & { readonly at: string };

/** The next number of the journal's counter. Until the caller's transaction ends nobody else gets one, so that numbers appear in their order. */
export async function nextSequence(db: Database): Promise<number> {
  const { sequence } = await db
    .insertInto('journalCounter')
    .values({ id: 1, sequence: 1 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet((column) => ({ sequence: column('journalCounter.sequence', '+', 1) })))
    .returning('sequence')
    .executeTakeFirstOrThrow();
  return sequence;
}

/** Keeps everybody else from appending until the transaction ends. */
export async function lockJournal(db: Database): Promise<void> {
  await db
    .insertInto('journalCounter')
    .values({ id: 1, sequence: 0 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet((column) => ({ sequence: column.ref('journalCounter.sequence') })))
    .execute();
}

/** The highest sequence that is committed; everything up to it can be read. 0: none. */
export async function journalHead(db: Database): Promise<number> {
  return (await db.selectFrom('journalCounter').select('sequence').executeTakeFirst())?.sequence ?? 0;
}

/** Appends an entry, in the transaction that changes what it is about, and awaits the members of the fleet to do it. Answers its sequence. */
export async function appendEntry(
  db: Database,
  { kind, accountNumber, jobId = null, version = null, content = null, pops }: NewJournalEntry,
): Promise<number> {
  const sequence = await nextSequence(db);
  await db
    .insertInto('fleetJournal')
    .values({ sequence, kind, accountNumber, jobId, version, content: content === null ? null : toJson(content), at: now() })
    .execute();
  if (kind === 'configure') return sequence;
  await db
    .insertInto('journalAcknowledgements')
    .columns(['edge', 'sequence', 'pop', 'objects', 'remaining', 'bytes', 'loads'])
    .expression((select) => {
      const members = select
        .selectFrom('edges')
        .select(({ val }) => ['name as edge', val(sequence).as('sequence'), 'pop', val(0).as('objects'), val(0).as('remaining'), val(0).as('bytes'), val('[]').as('loads')])
        .where('retiredAt', 'is', null);
      return pops === undefined ? members : members.where('pop', 'in', pops);
    })
    .execute();
  return sequence;
}

/** Null: there is no entry of that sequence (any more). */
export const kindOfEntry = async (db: Database, sequence: number): Promise<JournalKind | null> =>
  (await db.selectFrom('fleetJournal').select('kind').where('sequence', '=', sequence).executeTakeFirst())?.kind ?? null;

/** The entries behind `after`, up to `upTo`, that the edge is awaited to do or that configure it; at most `limit`. */
export async function entriesFor(
  db: Database,
  { edge, after, upTo, limit }: { readonly edge: string; readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<JournalEntry[]> {
  const rows = await db
    .selectFrom('fleetJournal')
    .selectAll()
    .where('sequence', '>', after)
    .where('sequence', '<=', upTo)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('kind', '=', 'configure'),
        exists(
          selectFrom('journalAcknowledgements as awaited')
            .select('awaited.edge')
            .where('awaited.edge', '=', edge)
            .whereRef('awaited.sequence', '=', 'fleetJournal.sequence')
            .where('awaited.at', 'is', null),
        ),
      ]),
    )
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows.map(toEntry);
}

/** The lowest sequence that the edge is awaited to do; null: none. */
export async function firstAwaited(db: Database, edge: string): Promise<number | null> {
  const row = await db
    .selectFrom('journalAcknowledgements')
    .select('sequence')
    .where('edge', '=', edge)
    .where('at', 'is', null)
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? null;
}

/** Notes what an edge has done. False: it was not awaited, or has said so before. */
export async function acknowledge(db: Database, edge: string, { sequence, at, objects, remaining, loads, problem }: NewAcknowledgement): Promise<boolean> {
  const bytes = loads.reduce((total, load) => total + load.bytes, 0);
  const { numUpdatedRows } = await db
    .updateTable('journalAcknowledgements')
    .set((column) => ({ at, objects, remaining, bytes, loads: toJson(loads), problem, sentAt: column.fn.coalesce('sentAt', column.val(at)) }))
    .where('edge', '=', edge)
    .where('sequence', '=', sequence)
    .where('at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Notes that an edge could not take a configuration. Nothing happens if there is no such entry (any more). */
export async function recordConfigurationProblem(db: Database, edge: string, pop: string, sequence: number, problem: string): Promise<void> {
  const at = now();
  await db
    .insertInto('journalAcknowledgements')
    .columns(['edge', 'sequence', 'pop', 'sentAt', 'at', 'objects', 'remaining', 'bytes', 'loads', 'problem'])
    .expression((select) =>
      select
        .selectFrom('fleetJournal')
        .select(({ val }) => [
          val(edge).as('edge'),
          'sequence',
          val(pop).as('pop'),
          val(at).as('sentAt'),
          val(at).as('at'),
          val(0).as('objects'),
          val(0).as('remaining'),
          val(0).as('bytes'),
          val('[]').as('loads'),
          val(problem).as('problem'),
        ])
        .where('sequence', '=', sequence)
        .where('kind', '=', 'configure'),
    )
    .onConflict((conflict) => conflict.columns(['edge', 'sequence']).doUpdateSet({ at, problem }))
    .execute();
}

/** Of an edge that holds nothing stored: what it was to purge or count is done there. Answers the sequences. */
export async function acknowledgeAsEmpty(db: Database, edge: string): Promise<number[]> {
  const at = now();
  const rows = await db
    .updateTable('journalAcknowledgements')
    .set({ at, sentAt: at })
    .where('edge', '=', edge)
    .where('at', 'is', null)
    .where('sequence', 'in', ({ selectFrom }) => selectFrom('fleetJournal').select('fleetJournal.sequence').where('kind', 'in', ['purge', 'count']))
    .returning('sequence')
    .execute();
  return rows.map(({ sequence }) => sequence);
}

/** Notes when the entries up to `upTo` were sent to the edge. */
export async function recordSent(db: Database, edge: string, upTo: number, sentAt: string): Promise<void> {
  await db
    .updateTable('journalAcknowledgements')
    .set({ sentAt })
    .where('edge', '=', edge)
    .where('at', 'is', null)
    .where('sentAt', 'is', null)
    .where('sequence', '<=', upTo)
    .execute();
}

/** Whether a member of the fleet is awaited to do the entry. */
export async function isAwaited(db: Database, sequence: number): Promise<boolean> {
  const row = await db
    .selectFrom('journalAcknowledgements')
    .innerJoin('edges', 'edges.name', 'journalAcknowledgements.edge')
    .select('journalAcknowledgements.edge')
    .where('journalAcknowledgements.sequence', '=', sequence)
    .where('journalAcknowledgements.at', 'is', null)
    .where('edges.retiredAt', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What each edge has said of the entry, or is awaited to say; by name. */
export async function listAcknowledgements(db: Database, sequence: number): Promise<EdgeAcknowledgement[]> {
  const rows = await db.selectFrom('journalAcknowledgements').selectAll().where('sequence', '=', sequence).orderBy('edge').execute();
  return rows.map(toAcknowledgement);
}

/** What edges have said of the entries of these jobs, or are awaited to say; by entry, then by the edge's name. */
export async function listJobAcknowledgements(db: Database, jobIds: readonly string[]): Promise<JobAcknowledgement[]> {
  if (jobIds.length === 0) return [];
  const rows = await db
    .selectFrom('journalAcknowledgements')
    .innerJoin('fleetJournal', 'fleetJournal.sequence', 'journalAcknowledgements.sequence')
    .selectAll('journalAcknowledgements')
    .select(['fleetJournal.jobId', 'fleetJournal.kind'])
    .where('fleetJournal.jobId', 'in', jobIds)
    .orderBy('journalAcknowledgements.sequence')
    .orderBy('journalAcknowledgements.edge')
    .execute();
  return rows.map(({ jobId, kind, ...row }) => ({ ...toAcknowledgement(row), jobId, kind }));
}

/** The latest configuration that the edges were told of this customer; null: none. */
export async function latestConfiguration(db: Database, accountNumber: string): Promise<JournalEntry | null> {
  const row = await db
    .selectFrom('fleetJournal')
    .selectAll()
    .where('accountNumber', '=', accountNumber)
    .where('kind', '=', 'configure')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? toEntry(row) : null;
}

/** Deletes what edges were told before this moment and need not be told again: configurations that another has replaced, and questions. */
export async function pruneJournal(db: Database, before: string): Promise<void> {
  await db
    .deleteFrom('fleetJournal')
    // By the index, past the purges and loads.
    .where('kind', 'in', ['check', 'count', 'configure'])
    .where('at', '<', before)
    .where(({ or, and, eb, exists, selectFrom }) =>
      or([
        eb('kind', 'in', ['check', 'count']),
        and([
          eb('kind', '=', 'configure'),
          exists(
            selectFrom('fleetJournal as later')
              .select('later.sequence')
              .where('later.kind', '=', 'configure')
              .whereRef('later.accountNumber', '=', 'fleetJournal.accountNumber')
              .whereRef('later.sequence', '>', 'fleetJournal.sequence'),
          ),
        ]),
      ]),
    )
    .execute();
}

const toEntry = (row: Selectable<FleetJournalTable>): JournalEntry => ({ ...row, content: row.content === null ? null : fromJson(row.content) });

const toAcknowledgement = (row: Selectable<JournalAcknowledgementsTable>): EdgeAcknowledgement => ({ ...row, loads: fromJson(row.loads) });
