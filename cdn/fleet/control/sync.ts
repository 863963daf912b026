import type { Notices } from '../../database/notices.ts';
import { findEdge, isAway, isKnownSession, joinFleet, seeEdge } from '../../database/queries/edges.ts';
import { acknowledge, entriesFor, journalHead, recordConfigurationProblem, recordSent } from '../../database/queries/fleet-journal.ts';
import type { Database } from '../../database/tables.ts';
import { now } from '../../database/time.ts';
import { inTransaction } from '../../database/transaction.ts';
import type { Site } from '../../edge/site.ts';
import type { Entry, SyncAnswer, SyncRequest } from '../protocol.ts';
import type { ContentJobs } from './content-jobs.ts';
import { compacted, toMessage, toStored } from './messages.ts';
import { Waiter } from './waiter.ts';

export interface FleetSyncSettings {
  readonly db: Database;
  readonly notices: Notices;
  readonly jobs: Pick<ContentJobs, 'settle'>;
  /** What edges serve of a customer, by its configuration now. */
  readonly sitesOf: (accountNumber: string) => Promise<readonly Site[]>;
  /** Gets why a customer's sites could not be told. */
  readonly report: (cause: unknown) => void;
}

/** `superseded`: another session of the same name has begun since, and is there. */
export type SyncOutcome = SyncAnswer | 'superseded';

/** Entries that are read for one answer; an edge that is farther behind asks again. */
const entriesAtOnce = 500;
/** How many sites one answer tells, and how long they may take to be read, in milliseconds: an edge does not wait for ever. The rest is in the next answer. */
const sitesAtOnce = 5000;
const compileMs = 5000;

const untold = 'The control plane could not read this configuration; the cause is in its log. Change it again once that is mended.';

/** The control plane's side of sync: takes what an edge has done, and tells it what to do next. */
export class FleetSync {
  readonly #settings: FleetSyncSettings;
  /** What was last sent to each edge by this process, until it is stored with what the edge says next. */
  readonly #sent = new Map<string, { readonly upTo: number; readonly at: string }>();

  constructor(settings: FleetSyncSettings) {
    this.#settings = settings;
  }

  /** Everything in the request is stored once it resolves. Waits for something to do as long as the request says, unless the signal ends it. */
  async sync(name: string, request: SyncRequest, signal: AbortSignal): Promise<SyncOutcome> {
    const received = await this.#receive(name, request);
    if (received === 'superseded') return received;
    if (received === 'reset') return { reset: true, entries: [], cursor: 0, more: false };
    return this.#answer(name, request, received.cursor, signal);
  }

  async #receive(name: string, request: SyncRequest): Promise<{ readonly cursor: number } | 'reset' | 'superseded'> {
    const { db } = this.#settings;
    const { session, cursor } = request;
    const edge = await findEdge(db, name);
    const isOwn = edge !== null && edge.session === session;
    if (!isOwn && edge !== null && (await isKnownSession(db, session))) {
      if (!isAway(edge, Date.now())) return 'superseded';
      // Two edges were given one name. What the newer one acknowledged, this one has not done.
      if (cursor !== null) return 'reset';
    }
    const joined = !isOwn || cursor === null ? await this.#join(name, request) : { cursor, settled: [] };
    if (joined === 'reset') return joined;
    const acknowledged = await inTransaction(db, (transaction) => this.#store(transaction, name, request, joined));
    return acknowledged ? { cursor: joined.cursor } : this.#whyNot(name, session);
  }

  /** A transaction of its own: it waits for the journal while it holds the edge alone. What dies with the process before the next is settled by the sweep. */
  #join(name: string, { session, pop, driver, cursor }: SyncRequest) {
    const { db, notices } = this.#settings;
    return inTransaction(db, async (transaction) => {
      const joined = await joinFleet(transaction, { name, session, pop, driver, cursor });
      // Ends the wait of an older session.
      await notices.publish(transaction, 'fleet');
      return joined;
    });
  }

  async #store(
    transaction: Database,
    name: string,
    { session, pop, acknowledgements }: SyncRequest,
    { cursor, settled }: { readonly cursor: number; readonly settled: readonly number[] },
  ): Promise<boolean> {
    const { jobs, notices } = this.#settings;
    if (!(await seeEdge(transaction, { name, session, cursor }))) return false;
    const sent = this.#sent.get(name);
    if (sent) await recordSent(transaction, name, sent.upTo, sent.at);
    const done = [...settled];
    for (const each of acknowledgements) {
      const stored = toStored(each, now());
      if (await acknowledge(transaction, name, stored)) done.push(stored.sequence);
      else if (stored.problem !== null) await recordConfigurationProblem(transaction, name, pop, stored.sequence, stored.problem);
    }
    await jobs.settle(transaction, done);
    if (acknowledgements.length > 0) await notices.publish(transaction, 'progress');
    this.#sent.delete(name);
    return true;
  }

  async #whyNot(name: string, session: string): Promise<'reset' | 'superseded'> {
    const edge = await findEdge(this.#settings.db, name);
    return edge && edge.session !== session ? 'superseded' : 'reset';
  }

  async #answer(name: string, { session, pop, waitMs }: SyncRequest, from: number, signal: AbortSignal): Promise<SyncOutcome> {
    const { db, notices } = this.#settings;
    using waiter = new Waiter((listener) => notices.subscribe('fleet', listener), waitMs, signal);
    let cursor = from;
    for (;;) {
      if ((await findEdge(db, name))?.session !== session) return 'superseded';
      const upTo = await journalHead(db);
      const entries = await entriesFor(db, { edge: name, after: cursor, upTo, limit: entriesAtOnce });
      const more = entries.length === entriesAtOnce;
      cursor = more ? (entries.at(-1)?.sequence ?? upTo) : upTo;
      if (entries.length > 0) {
        const { messages, toldUpTo } = await this.#toMessages(entries, { name, pop });
        const isCut = toldUpTo !== null;
        if (isCut) cursor = toldUpTo;
        this.#sent.set(name, { upTo: cursor, at: now() });
        return { reset: false, entries: messages, cursor, more: more || isCut };
      }
      if (!(await waiter.wait())) return { reset: false, entries: [], cursor, more: false };
    }
  }

  /** `toldUpTo`: the last entry of those that an answer has room for; null: all of them. */
  async #toMessages(
    entries: Parameters<typeof compacted>[0],
    { name, pop }: { readonly name: string; readonly pop: string },
  ): Promise<{ readonly messages: Entry[]; readonly toldUpTo: number | null }> {
    const known = new Map<string, readonly Site[] | null>();
    const messages: Entry[] = [];
    const startedAt = performance.now();
    let [toldUpTo, siteCount] = [0, 0];
    for (const entry of compacted(entries)) {
      const { kind, accountNumber, sequence } = entry;
      if (messages.length > 0 && (siteCount >= sitesAtOnce || performance.now() - startedAt > compileMs)) return { messages, toldUpTo };
      if (kind === 'configure' && !known.has(accountNumber)) known.set(accountNumber, await this.#sitesOf(accountNumber));
      const sites = kind === 'configure' ? (known.get(accountNumber) ?? null) : [];
      // The edge keeps those that it has.
      if (sites === null) await recordConfigurationProblem(this.#settings.db, name, pop, sequence, untold);
      else messages.push(toMessage(entry, sites));
      [toldUpTo, siteCount] = [sequence, siteCount + (sites?.length ?? 0)];
    }
    return { messages, toldUpTo: null };
  }

  /** Null: they can not be told. Rejects if it is the store that fails: then the edge asks again, and misses nothing. */
  async #sitesOf(accountNumber: string): Promise<readonly Site[] | null> {
    const { db, sitesOf, report } = this.#settings;
    try {
      return await sitesOf(accountNumber);
    } catch {
      await journalHead(db);
      return sitesOf(accountNumber).catch((cause: unknown) => (report(cause), null));
    }
  }
}
