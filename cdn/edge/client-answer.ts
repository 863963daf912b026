import type { ServerResponse } from 'node:http';
import { applyRule } from './cache-rules.ts';
import { abort, type Exchange, type Sent } from './exchange.ts';
import { appended } from './forwarded.ts';
import { currentAge } from './freshness.ts';
import { gatewayError, type Refusal } from './gateway-error.ts';
import { cacheStatusMember, type Handling } from './handling.ts';
import { presented, type Presented } from './presented.ts';
import { within } from './range.ts';
import { forClient, provenance, type ReceivedFields } from './received.ts';
import type { StoredResponse } from './stored-response.ts';
import type { DispatchController, DispatchHandler } from './undici.ts';

/** Answers from the cache alone. */
export function answerStored(exchange: Exchange, response: ServerResponse, stored: StoredResponse, handling: Handling): void {
  const now = Date.now();
  exchange.handling = handling;
  const fields = applyRule(exchange.rule, { ...stored.clientFields, age: String(currentAge(stored, now)) });
  const ttl = Math.ceil((stored.staleAt - now) / 1000);
  const answer = presented(exchange, stored.status, fields);
  writeHead(
    response,
    exchange.sent,
    answer,
    cacheStatusMember({ handling, ttl, originStatus: null, stored: false, collapsed: exchange.collapsed }),
  );
  if (answer.part === 'none') return void response.end();
  const body = answer.part === 'whole' ? stored.body : within(stored.body, 0, answer.part);
  exchange.sent.bytes = body.length;
  response.end(body);
}

/** The edge's own answer, which no cache keeps. */
export function refuse(response: ServerResponse, sent: Sent, { status, message }: Refusal): void {
  const body = Buffer.from(`${message}\n`);
  const fields = {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': String(body.length),
  };
  writeHead(
    response,
    sent,
    { status, fields, part: 'whole' },
    cacheStatusMember({ handling: 'error', ttl: null, originStatus: null, stored: false, collapsed: false }),
  );
  sent.bytes = body.length;
  response.end(body);
}

export interface Answering {
  /** Whether the response is being stored. */
  readonly isFilling: () => boolean;
  /** Called with the status and fields of the answer, before the client's conditions are evaluated. */
  readonly answered: (status: number, fields: ReceivedFields) => void;
  /** Called once the response proves unstorable, is stored, or fails; may be called again. */
  readonly settled: () => void;
}

/** Streams to the client what comes out of the cache or past it, at the client's pace. */
export class ClientAnswer implements DispatchHandler {
  readonly #exchange: Exchange;
  readonly #response: ServerResponse;
  readonly #answering: Answering;
  #part: Presented['part'] = 'whole';
  #position = 0;

  constructor(exchange: Exchange, response: ServerResponse, answering: Answering) {
    this.#exchange = exchange;
    this.#response = response;
    this.#answering = answering;
  }

  onRequestStart(controller: DispatchController): void {
    this.#response.removeAllListeners('drain').on('drain', () => controller.resume());
  }

  onResponseStart(_controller: DispatchController, status: number, received: ReceivedFields, message?: string): void {
    const exchange = this.#exchange;
    const stored = this.#answering.isFilling();
    if (!stored) this.#answering.settled();
    this.#answering.answered(status, received);
    exchange.handling = handlingOf(exchange, received, stored);
    const answer = presented(exchange, status, applyRule(exchange.rule, forClient(received)));
    this.#part = answer.part;
    const originStatus = exchange.origin.status;
    writeHead(
      this.#response,
      exchange.sent,
      answer,
      cacheStatusMember({ handling: exchange.handling, ttl: null, originStatus, stored, collapsed: false }),
      message,
    );
    if (this.#part !== 'none') return;
    this.#response.end();
    if (stored || exchange.method === 'HEAD') return;
    exchange.unwanted = true;
    abort(exchange);
  }

  onResponseData(controller: DispatchController, chunk: Buffer): void {
    if (!this.#answering.isFilling()) this.#answering.settled();
    const position = this.#position;
    this.#position += chunk.length;
    if (this.#part === 'none') return;
    const sent = this.#part === 'whole' ? chunk : within(chunk, position, this.#part);
    this.#exchange.sent.bytes += sent.length;
    if (sent.length > 0 && !this.#response.write(sent)) controller.pause();
  }

  onResponseEnd(): void {
    this.#answering.settled();
    this.#response.end();
  }

  onResponseError(_controller: DispatchController, error: Error): void {
    this.#answering.settled();
    if (this.#response.writableEnded || this.#exchange.aborted) return;
    if (this.#response.headersSent) {
      // A length or chunk that never comes tells the client that this is not the whole.
      this.#response.destroy();
      return;
    }
    this.#exchange.handling = 'error';
    refuse(this.#response, this.#exchange.sent, gatewayError(error));
  }
}

function writeHead(response: ServerResponse, sent: Sent, { status, fields }: Presented, member: string, message?: string): void {
  sent.firstByteAt = performance.now();
  fields['cache-status'] = appended(fields['cache-status'], member);
  fields.via = appended(fields.via, '1.1 edgegraph');
  if (message && status !== 304 && status !== 206 && status !== 416) response.writeHead(status, message, fields);
  else response.writeHead(status, fields);
}

/** A response without provenance passed, one of an earlier departure came out of the cache. */
function handlingOf(exchange: Exchange, received: ReceivedFields, stored: boolean): Handling {
  const { origin, directives, method, rule } = exchange;
  if (exchange.passes) return exchange.passes;
  if (received[provenance] === exchange.stored?.fields[provenance] && exchange.stored) return 'stale';
  if (rule?.noStore) return 'rule';
  if (directives.noCache || directives.maxAge === 0) return 'refresh';
  if (origin.status === 304) return 'revalidated';
  if (exchange.stored) return 'expired-miss';
  return stored || method === 'HEAD' ? 'miss' : 'uncacheable';
}
