/** A process that subscribes to live figures, as often as its parent says, and counts. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

export interface Watch {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly perToken: number;
  readonly seconds: number;
}

/** For each transport. Lateness is that of a result in its second of the clock, in milliseconds. */
export type Watched = readonly {
  readonly transport: string;
  readonly subscribers: number;
  readonly ticks: number;
  /** Seconds of a subscriber without a result. */
  readonly missed: number;
  /** Results of the same second as the one before. */
  readonly repeated: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}[];

/** Gets each result as text. */
type Subscribe = (watch: Watch, token: string, onResult: (text: string) => void) => Promise<void>;

const query = 'subscription Tiles { live { at bitsPerSecond connectionsPerSecond cacheStatuses { status connectionsPerSecond } } }';

const transports: Readonly<Record<string, Subscribe>> = { 'event stream': overEventStream, WebSocket: overWebSocket };

class Watcher {
  readonly #seconds = new Set<number>();
  readonly #lateness: number[];
  repeated = 0;
  #at = 0;

  constructor(lateness: number[]) {
    this.#lateness = lateness;
  }

  /** Throws on a result that is not live figures, or of an older second than before. */
  take(text: string): void {
    const now = Date.now();
    const at = Date.parse(/"at":"([^"]+)"/.exec(text)?.[1] ?? '');
    if (!(at >= this.#at)) throw new Error(`A result goes back behind the second ${new Date(this.#at).toISOString()}: ${text}`);
    const isSame = at === this.#at;
    this.#at = at;
    if (!isCounting) return;
    if (isSame) this.repeated += 1;
    this.#seconds.add(Math.floor(now / 1000));
    this.#lateness.push(now % 1000);
  }

  missed(first: number, newest: number): number {
    let count = 0;
    for (let second = first; second <= newest; second += 1) if (!this.#seconds.has(second)) count += 1;
    return count;
  }
}

async function overEventStream({ url }: Watch, token: string, onResult: (text: string) => void): Promise<void> {
  const asked = request(`${url}/graphql/stream?${new URLSearchParams({ query }).toString()}`, { agent: false, headers: { authorization: `TOK:${token}` } }).end();
  // Node types the arguments of no event.
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`A subscription was answered ${response.statusCode}.`);
  const first = Promise.withResolvers<void>();
  response.setEncoding('utf8').on('data', (text: string) => {
    if (!text.includes('event: next')) return;
    first.resolve();
    onResult(text);
  });
  response.once('close', () => process.exit(1));
  await first.promise;
}

async function overWebSocket({ url }: Watch, token: string, onResult: (text: string) => void): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const first = Promise.withResolvers<void>();
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    if (text.startsWith('{"type":"connection_ack"')) socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    else if (text.includes('"next"')) {
      first.resolve();
      onResult(text);
    }
  });
  socket.once('close', () => process.exit(1));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `TOK:${token}` } }));
  await first.promise;
}

// The parent sends nothing else.
const [watch] = (await once(process, 'message')) as [Watch];
let isCounting = false;
const groups = Object.entries(transports).map(([transport, subscribe]) => ({ transport, subscribe, watchers: [] as Watcher[], lateness: [] as number[] }));
for (const token of watch.tokens) {
  await Promise.all(
    Array.from({ length: watch.perToken }, async (_, index) => {
      const group = groups[index % groups.length];
      if (!group) return;
      const watcher = new Watcher(group.lateness);
      group.watchers.push(watcher);
      await group.subscribe(watch, token, (text) => watcher.take(text));
    }),
  );
}
// Everybody has the first result, and the last to come have ticked along. Counting begins in the middle of a second.
await delay(3500 - (Date.now() % 1000));
const first = Math.floor(Date.now() / 1000) + 1;
const last = first + watch.seconds - 1;
isCounting = true;
process.send?.('counting');
await delay(watch.seconds * 1000 + 500);
isCounting = false;
const watched: Watched = groups.map(({ transport, watchers, lateness }) => {
  const inOrder = lateness.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * share))] ?? Number.NaN);
  const missed = watchers.reduce((sum, watcher) => sum + watcher.missed(first, last), 0);
  return { transport, subscribers: watchers.length, ticks: lateness.length, missed, repeated: watchers.reduce((sum, watcher) => sum + watcher.repeated, 0), p50: at(0.5), p99: at(0.99), most: at(1) };
});
process.send?.(watched);
