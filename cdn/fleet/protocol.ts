/** The messages between control plane and edge agents: JSON over HTTP, one POST each, by the edges' secret. */
import { z } from 'zod';
import { latestTime, type RequestEvent, requestEvent } from '../analytics/event.ts';
import { isRequestEvent } from '../analytics/valid-event.ts';
import { site } from '../edge/site.ts';

/** An edge's name, unique in the fleet. */
export const edgeName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 lower-case letters, digits and -.');

const purgeTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site') }),
  z.object({ kind: z.literal('url'), url: z.string() }),
  z.object({ kind: z.literal('path'), path: z.string() }),
  z.object({ kind: z.literal('directory'), path: z.string() }),
  z.object({ kind: z.literal('prefix'), path: z.string() }),
  /** Names with `*` within one directory, such as `/a/b*.ht*`. */
  z.object({ kind: z.literal('pattern'), path: z.string() }),
  z.object({ kind: z.literal('tag'), tag: z.string() }),
]);

const edgePurge = z.object({ site: z.string(), target: purgeTarget, mode: z.enum(['hard', 'soft']) });

const edgeLoad = z.object({ site: z.string(), host: z.string(), url: z.string() });

const sequence = z.int().min(1);

/** One thing to do, in the order of the sequences. */
const entry = z.discriminatedUnion('kind', [
  /** Replaces all sites of the customer. */
  z.object({ kind: z.literal('configure'), sequence, accountNumber: z.string(), sites: z.array(site) }),
  /** Asks whether the edge could serve the sites; changes nothing. */
  z.object({ kind: z.literal('check'), sequence, accountNumber: z.string(), sites: z.array(site) }),
  /** Counts what the purges would meet; changes nothing. */
  z.object({ kind: z.literal('count'), sequence, purges: z.array(edgePurge) }),
  z.object({ kind: z.literal('purge'), sequence, purges: z.array(edgePurge) }),
  z.object({ kind: z.literal('load'), sequence, loads: z.array(edgeLoad) }),
]);

const loadOutcome = z.object({ status: z.int().nullable(), bytes: z.int().min(0), stored: z.boolean(), problem: z.string().nullable() });

/** What became of an entry; said again until a sync with it has been answered. */
const acknowledgement = z.object({
  sequence,
  /** Milliseconds since 1970, by the edge's clock. */
  at: z.int().min(0),
  /** Of a purge or count: how many stored objects it met; else 0. */
  objects: z.int().min(0),
  /** Of a purge: how many of them are still stored. */
  remaining: z.int().min(0),
  /** Of a load, in its order. */
  loads: z.array(loadOutcome),
  /** Of a check or configuration: what keeps the edge from serving it. */
  problems: z.array(z.object({ site: z.string(), message: z.string() })),
});

export const syncRequest = z.object({
  /** Made up when the agent starts; another session of the same name takes its place. */
  session: z.uuid(),
  /** Three capital letters. */
  pop: z.string().regex(/^[A-Z]{3}$/),
  driver: z.enum(['embedded', 'varnish']),
  /** The sequence up to which everything has been done, or is under way (loads); null: it has done nothing and holds nothing stored. */
  cursor: z.int().min(0).nullable(),
  acknowledgements: z.array(acknowledgement),
  /** How long the answer may wait for something to do, in milliseconds; at most 30,000. */
  waitMs: z.int().min(0).max(30_000),
});

export const syncAnswer = z.object({
  /** The agent drops everything stored and syncs with cursor null: it was away for too long. */
  reset: z.boolean(),
  entries: z.array(entry),
  /** The cursor once the entries are done. Lower than the request's where a session begins with what an earlier one did not acknowledge. */
  cursor: z.int().min(0),
  /** There is more to do than these entries: ask again at once. */
  more: z.boolean(),
});

/** As `requestEvent`, which says what is wrong with one; quicker where nothing is. */
const event = z.unknown().transform((value, { addIssue }): RequestEvent => {
  if (isRequestEvent(value)) return value;
  const { data, error } = requestEvent.safeParse(value);
  if (data) return data;
  for (const { path, message } of error.issues) addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/** Of one source, in ascending sequence; sent again until it has been answered, it counts once. Without events it tells `until` alone. */
export const eventBatch = z.object({
  /** With this batch, every event that the edge recorded before has been sent: milliseconds since 1970, by the edge's clock. Null: it can not tell. */
  until: z.int().min(0).max(latestTime).nullable(),
  events: z.array(event),
});

export type SyncRequest = z.output<typeof syncRequest>;
export type SyncAnswer = z.output<typeof syncAnswer>;
export type Entry = z.output<typeof entry>;
export type Acknowledgement = z.output<typeof acknowledgement>;
export type EventBatch = z.output<typeof eventBatch>;

/** For operators: GET lists the fleet. */
export const membersPath = '/fleet/v1/edges';
/** For operators: DELETE retires the edge. */
export const memberPath = (name: string): string => `${membersPath}/${name}`;
export const syncPath = (name: string): string => `/fleet/v1/edges/${name}/sync`;
export const eventsPath = (name: string): string => `/fleet/v1/edges/${name}/events`;
