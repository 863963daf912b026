/** The fleet: edges and their sessions. */
import type { Database } from '../tables.ts';
import { now } from '../time.ts';
import { acknowledgeAsEmpty, firstAwaited, lockJournal } from './fleet-journal.ts';

export interface Edge {
  /** Unique in the fleet. */
  readonly name: string;
  readonly pop: string;
  readonly driver: string;
  readonly session: string;
  readonly cursor: number;
  readonly joinedAt: string;
  readonly seenAt: string;
  /** Null: it is a member of the fleet. */
  readonly retiredAt: string | null;
}

/** An edge asks what to do at least twice a minute. */
const awayAfterMs = 60_000;

/** Whether nothing has been heard of the edge for so long that it is taken to be cut off or dead; `time` is in milliseconds since 1970. */
export const isAway = ({ retiredAt, seenAt }: Edge, time: number): boolean => retiredAt !== null || Date.parse(seenAt) < time - awayAfterMs;

export interface Joining extends Pick<Edge, 'name' | 'pop' | 'driver' | 'session'> {
  /** Null: it holds nothing stored. */
  readonly cursor: number | null;
}

export interface Joined {
  /** Where the edge's next entries begin. */
  readonly cursor: number;
  /** Entries that are done with this, since the edge holds nothing stored. */
  readonly settled: readonly number[];
}

/** Every edge that ever joined and still is known, by name. */
export const listEdges = (db: Database): Promise<Edge[]> => db.selectFrom('edges').selectAll().orderBy('name').execute();

/** Null: no edge of this name has joined. */
export const findEdge = async (db: Database, name: string): Promise<Edge | null> =>
  (await db.selectFrom('edges').selectAll().where('name', '=', name).executeTakeFirst()) ?? null;

/** Whether the session has been seen before. */
export const isKnownSession = async (db: Database, session: string): Promise<boolean> =>
  (await db.selectFrom('edgeSessions').select('edge').where('session', '=', session).executeTakeFirst()) !== undefined;

/**
 * Makes the session the edge's own, in a transaction. It begins where the edge has acknowledged everything, for what is under way may be forgotten.
 * `reset`: what it may have missed is not known any more; it must drop everything stored first.
 */
export async function joinFleet(db: Database, { name, pop, driver, session, cursor }: Joining): Promise<Joined | 'reset'> {
  const at = now();
  if (cursor === null) return joinEmpty(db, { name, pop, driver, session }, at);
  const member = await db
    .updateTable('edges')
    .set({ pop, driver, session, seenAt: at })
    .where('name', '=', name)
    .where('retiredAt', 'is', null)
    .returning('name')
    .executeTakeFirst();
  if (!member) return 'reset';
  await recordSession(db, name, session, at);
  const awaited = await firstAwaited(db, name);
  const from = awaited === null ? cursor : Math.min(cursor, awaited - 1);
  await db.updateTable('edges').set({ cursor: from }).where('name', '=', name).execute();
  return { cursor: from, settled: [] };
}

/** From its commit on the edge is a member; what was appended before concerns nothing that it will store. */
async function joinEmpty(db: Database, edge: Pick<Edge, 'name' | 'pop' | 'driver' | 'session'>, at: string): Promise<Joined> {
  const columns = { ...edge, cursor: 0, seenAt: at, retiredAt: null };
  await db
    .insertInto('edges')
    .values({ ...columns, joinedAt: at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(columns))
    .execute();
  await recordSession(db, edge.name, edge.session, at);
  // Not before: a transaction that holds an edge's row may wait for the journal, never the other way round.
  await lockJournal(db);
  return { cursor: 0, settled: await acknowledgeAsEmpty(db, edge.name) };
}

async function recordSession(db: Database, edge: string, session: string, since: string): Promise<void> {
  await db
    .insertInto('edgeSessions')
    .values({ session, edge, since })
    .onConflict((conflict) => conflict.column('session').doNothing())
    .execute();
}

/** Notes that the member has been heard of, and how far it is. False: it is retired, or the session is not its own (any more). */
export async function seeEdge(db: Database, { name, session, cursor }: Pick<Edge, 'name' | 'session' | 'cursor'>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('edges')
    .set({ cursor, seenAt: now() })
    .where('name', '=', name)
    .where('session', '=', session)
    .where('retiredAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Forgets the sessions that began before this moment and are no edge's own any more. */
export async function forgetSessions(db: Database, before: string): Promise<void> {
  await db
    .deleteFrom('edgeSessions')
    .where('since', '<', before)
    .where('session', 'not in', ({ selectFrom }) => selectFrom('edges').select('edges.session'))
    .execute();
}

/** Lets nothing wait for the edge any more. False: no member has this name. */
export async function retireEdge(db: Database, name: string): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable('edges').set({ retiredAt: now() }).where('name', '=', name).where('retiredAt', 'is', null).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Lets nothing wait any more for edges that were last seen before `seenBefore`. Answers how many those are. */
export async function retireEdges(db: Database, seenBefore: string): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('edges')
    .set({ retiredAt: now() })
    .where('seenAt', '<', seenBefore)
    .where('retiredAt', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
