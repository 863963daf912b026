import type { AccessEventKind } from '@edgegraph/rest/access-log.ts';
import { fromJson, toJson } from '../json-text.ts';
import type { Database, State } from '../tables.ts';
import { now } from '../time.ts';

/** A change of who may do what, or a denial. */
export interface AccessEvent {
  readonly id: number;
  readonly at: string;
  readonly accountNumber: string;
  readonly kind: AccessEventKind;
  /** Who did it, with which token and from which IP address. */
  readonly actorUserId: number | null;
  readonly actorLogin: string | null;
  readonly tokenName: string | null;
  readonly address: string | null;
  /** Whom it was done to. */
  readonly subjectUserId: number | null;
  readonly subjectLogin: string | null;
  readonly stateBefore: State | null;
  readonly stateAfter: State | null;
  readonly detail: string | null;
  /** 1, or how many denials the event stands for. */
  readonly count: number;
}

type Actor = 'accountNumber' | 'actorUserId' | 'actorLogin' | 'tokenName' | 'address';

/** An event that happens now; members left out are null, `count` 1. */
export type NewAccessEvent = Pick<AccessEvent, Actor | 'kind'> & Partial<Omit<AccessEvent, 'id' | 'at'>>;

/** Which events to list; members left out do not narrow. */
export interface AccessEventFilter {
  /** From this moment, until before that one. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Whoever did it or to whom it was done. */
  readonly userId?: number | undefined;
  readonly kinds?: readonly AccessEventKind[] | undefined;
  /** Events older than the one of this id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export async function appendAccessEvents(db: Database, events: readonly NewAccessEvent[]): Promise<void> {
  const at = now();
  const rows = events.map((event) => ({
    subjectUserId: null,
    subjectLogin: null,
    detail: null,
    count: 1,
    ...event,
    at,
    stateBefore: toJson(event.stateBefore ?? null),
    stateAfter: toJson(event.stateAfter ?? null),
  }));
  await db.insertInto('accessEvents').values(rows).execute();
}

/** A customer's events, the newest first. */
export async function listAccessEvents(
  db: Database,
  accountNumber: string,
  { from, to, userId, kinds, before, limit }: AccessEventFilter,
): Promise<AccessEvent[]> {
  const rows = await db
    .selectFrom('accessEvents')
    .selectAll()
    .where((where) =>
      where.and([
        where('accountNumber', '=', accountNumber),
        ...(from === undefined ? [] : [where('at', '>=', from)]),
        ...(to === undefined ? [] : [where('at', '<', to)]),
        ...(userId === undefined ? [] : [where.or([where('actorUserId', '=', userId), where('subjectUserId', '=', userId)])]),
        ...(kinds === undefined ? [] : [where('kind', 'in', kinds)]),
        ...(before === undefined ? [] : [where('id', '<', before)]),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, stateBefore: fromJson(row.stateBefore), stateAfter: fromJson(row.stateAfter) }));
}

/** The log's retention, and the one way in which events go. */
export async function deleteAccessEventsBefore(db: Database, at: string): Promise<void> {
  await db.deleteFrom('accessEvents').where('at', '<', at).execute();
}
