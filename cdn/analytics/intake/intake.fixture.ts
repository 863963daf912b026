/** The intake as senders reach it: real HTTP, positions in a real database, and a store that a test gives. */
import Fastify from 'fastify';
import { findSourcePosition, recordSourcePosition } from '../../database/queries/event-sources.ts';
import { openDatabase } from '../../database/sqlite.ts';
import { sqliteNotices } from '../../database/sqlite-notices.ts';
import type { RequestEvent } from '../event.ts';
import { targetResolver } from '../ingest-target.ts';
import type { EventSink } from '../store.ts';
import { serveIntake, sourceEventsPath, sourcePath } from './server.ts';
import { SourceIntake } from './source-intake.ts';

export const secret = 'the-secret-of-the-fleet';

/** Keeps the contract of an `EventSink`, in memory. */
export class MemorySink implements Pick<EventSink, 'append' | 'position'> {
  readonly events: RequestEvent[] = [];
  readonly #positions = new Map<string, number>();

  async append(events: readonly RequestEvent[]): Promise<void> {
    for (const event of events) {
      if (event.sequence <= (this.#positions.get(event.source) ?? 0)) continue;
      this.#positions.set(event.source, event.sequence);
      this.events.push(event);
    }
  }

  async position(source: string): Promise<number> {
    return this.#positions.get(source) ?? 0;
  }
}

/** One customer with one edge CNAME, whatever is asked in capital letters. */
export const resolveTarget = targetResolver({
  findCustomer: async (accountNumber) => (accountNumber === '0001' ? accountNumber : null),
  findCname: async (_accountNumber, name) => (name === 'www.example.com' ? { id: 7, mediaTypeId: 3, originId: 9 } : null),
});

/** A line of NDJSON with what it must have, and what is given. */
export const eventLine = (given: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ time: '2026-05-17T10:05:03.123Z', customer: '0001', platform: 'HTTP_LARGE', method: 'GET', path: '/index.html', status: 200, bytes: 1000, ...given });

export const numberedLines = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => eventLine({ path: `/${from + index}` }));

/** A batch's text, plain or packed. */
export type Body = string | Uint8Array<ArrayBuffer>;

export interface SendOptions {
  readonly source?: string;
  readonly first?: number | string;
  /** Of a log: what stands in the query beside `first`. */
  readonly log?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** On a free port of loopback. */
export async function startIntake(sink: Pick<EventSink, 'append' | 'position'> = new MemorySink()) {
  const db = await openDatabase(':memory:', sqliteNotices());
  const log: string[] = [];
  const http = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => void log.push(line) } }, forceCloseConnections: true });
  const positions = { find: (source: string) => findSourcePosition(db, source), record: (source: string, position: number) => recordSourcePosition(db, source, position) };
  await http.register(serveIntake, { intake: new SourceIntake(sink, positions), resolveTarget, secret });
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  const authorization = `Bearer ${secret}`;
  return {
    url,
    log,
    /** A batch, from line 1 of the source `here` if nothing else is said. */
    send: async (body: Body, { source = 'here', first = 1, log: query, headers }: SendOptions = {}) => {
      const type = query ? 'text/plain' : 'application/x-ndjson';
      const answer = await fetch(`${url}${sourceEventsPath(source)}?${new URLSearchParams({ first: String(first), ...query })}`, {
        method: 'POST',
        headers: { authorization, 'content-type': type, ...headers },
        body,
      });
      return { status: answer.status, headers: answer.headers, json: (await answer.json()) as unknown };
    },
    position: async (source = 'here') => {
      const answer = await fetch(url + sourcePath(source), { headers: { authorization } });
      return (await answer.json()) as unknown;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await http.close();
      await db.destroy();
    },
  };
}
