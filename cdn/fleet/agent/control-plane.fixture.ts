import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestEvent } from '../../analytics/event.ts';
import { type Acknowledgement, type Entry, type EventBatch, eventBatch, eventsPath, type SyncAnswer, syncPath, syncRequest, type SyncRequest } from '../protocol.ts';

/** An entry as a test says it; the journal gives it its sequence. */
export type NewEntry = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'sequence'> : never) : never;

/** What it does with a request: `lost` does it, and then breaks the connection off without an answer; `silent` does nothing. */
export type Manner = 'well' | 'failing' | 'busy' | 'lost' | 'silent';

export const secret = 'the-secret-of-the-edges';

/** A control plane for one edge that keeps the protocol, in memory. */
export class TestControlPlane {
  readonly journal: Entry[] = [];
  readonly acknowledged = new Map<number, Acknowledgement>();
  /** What has been stored of each source, in the order of the sequences. */
  readonly events = new Map<string, RequestEvent[]>();
  readonly syncs: SyncRequest[] = [];
  sync: Manner = 'well';
  batches: Manner = 'well';
  /** What the edge has told last of how far its events have come. */
  until: number | null = null;
  /** Every answer brings all entries from the first on, known or not. */
  repeats = false;
  /** The next sync with a cursor is told to drop everything. */
  resets = false;
  /** Of an answer, how many entries. */
  limit = 1000;
  readonly #name: string;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  #port = 0;
  #session = '';
  #head = 0;
  #wake = Promise.withResolvers<void>();

  private constructor(name: string) {
    this.#name = name;
  }

  static async start(name: string): Promise<TestControlPlane> {
    const controlPlane = new TestControlPlane(name);
    await controlPlane.comeBack();
    return controlPlane;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Appends to the journal; gives the sequence. */
  append(entry: NewEntry): number {
    const sequence = (this.#head += 1);
    // The union's members differ in what is kept of them alone.
    this.journal.push({ ...entry, sequence } as Entry);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
    return sequence;
  }

  /** Every event stored, of all sources. */
  get stored(): RequestEvent[] {
    return [...this.events.values()].flat();
  }

  /** Takes connections again, on the same port. */
  async comeBack(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks off every connection, and takes none. */
  async goAway(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.goAway();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: unknown = JSON.parse(Buffer.concat(await Array.fromAsync<Buffer>(request)).toString());
    if (request.headers.authorization !== `Bearer ${secret}`) return end(response, 401, 'not the secret');
    const sync = request.url === syncPath(this.#name);
    if (!sync && request.url !== eventsPath(this.#name)) return end(response, 404, request.url ?? '');
    const manner = () => (sync ? this.sync : this.batches);
    if (manner() === 'silent') return;
    if (manner() === 'failing') return end(response, 500, 'failing');
    if (manner() === 'busy') return end(response, 503, 'later');
    const parsed = sync ? syncRequest.safeParse(body) : eventBatch.safeParse(body);
    if (!parsed.success) return end(response, 400, parsed.error.message);
    const answer = 'events' in parsed.data ? this.#store(parsed.data) : await this.#answer(parsed.data, response);
    if (manner() === 'lost') response.destroy();
    else end(response, 200, JSON.stringify(answer));
  }

  /** See EventSink. */
  #store({ until, events }: EventBatch): object {
    for (const event of events) {
      const stored = this.events.get(event.source) ?? [];
      if (event.sequence > (stored.at(-1)?.sequence ?? 0)) this.events.set(event.source, [...stored, event]);
    }
    this.until = until ?? this.until;
    return {};
  }

  async #answer(sync: SyncRequest, response: ServerResponse): Promise<SyncAnswer> {
    this.syncs.push(sync);
    for (const done of sync.acknowledgements) if (!this.acknowledged.has(done.sequence)) this.acknowledged.set(done.sequence, done);
    const { cursor, session } = sync;
    if (this.resets && cursor !== null) {
      this.resets = false;
      return { reset: true, entries: [], cursor: 0, more: false };
    }
    const anew = session !== this.#session;
    this.#session = session;
    const timeout = AbortSignal.timeout(sync.waitMs);
    const over = Promise.race([once(timeout, 'abort'), once(response, 'close')]);
    while (!timeout.aborted && !response.destroyed && this.#entriesFor(cursor, anew).length === 0) await Promise.race([this.#wake.promise, over]);
    const all = this.#entriesFor(cursor, anew);
    const entries = all.slice(0, this.limit);
    const more = entries.length < all.length;
    return { reset: false, entries, more, cursor: more ? (entries.at(-1)?.sequence ?? 0) : this.#head };
  }

  #entriesFor(cursor: number | null, anew: boolean): Entry[] {
    if (this.repeats) return this.journal;
    return this.journal.filter((entry) => {
      if (entry.kind === 'load' && (anew || cursor === null)) return !this.acknowledged.has(entry.sequence);
      if (entry.kind !== 'configure') return entry.sequence > (cursor ?? this.#head);
      const latest = this.journal.findLast((other) => other.kind === 'configure' && other.accountNumber === entry.accountNumber);
      return entry === latest && entry.sequence > (cursor ?? 0);
    });
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status).end(text);
}
