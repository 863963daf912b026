import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { refuse, writeHead } from './answer.ts';
import { applyRule } from './cache-rules.ts';
import { type Coding, createCoder } from './coding.ts';
import { codingFor, describeCoding } from './compression.ts';
import { abort, type Exchange } from './exchange.ts';
import type { Fields } from './fields.ts';
import { gatewayError } from './gateway-error.ts';
import { cacheStatusMember, type Handling } from './handling.ts';
import { presented, type Presented } from './presented.ts';
import { within } from './range.ts';
import { forClient } from './received.ts';
import { provenance, type ReceivedFields } from './received-fields.ts';
import type { StoredResponse } from './stored-response.ts';
import type { DispatchController, DispatchHandler } from './undici.ts';

export interface Answering {
  /** Whether the response is being stored. */
  readonly isFilling: () => boolean;
  /** Called with the status and fields of the answer, before the client's conditions are evaluated. */
  readonly answered: (status: number, fields: ReceivedFields) => void;
  /** Called once the response proves unstorable, is stored, or fails; may be called again. */
  readonly settled: () => void;
  /** Called with the whole body as it was coded for the client, if the response was being stored. */
  readonly coded: (received: ReceivedFields, coding: Coding, body: Buffer) => void;
}

/** Streams to the client what comes out of the cache or past it, at the client's pace. */
export class ClientAnswer implements DispatchHandler {
  readonly #exchange: Exchange;
  readonly #response: ServerResponse;
  readonly #answering: Answering;
  /** Takes the body: the response, or what codes it for the response. */
  #sink: Writable;
  #part: Presented['part'] = 'whole';
  #position = 0;
  /** What the body is coded to, while the response is being stored. */
  #coded: Buffer[] | null = null;

  constructor(exchange: Exchange, response: ServerResponse, answering: Answering) {
    this.#exchange = exchange;
    this.#response = response;
    this.#answering = answering;
    this.#sink = response;
  }

  onRequestStart(controller: DispatchController): void {
    this.#response.removeAllListeners('drain').on('drain', () => controller.resume());
  }

  onResponseStart(controller: DispatchController, status: number, received: ReceivedFields, message?: string): void {
    const exchange = this.#exchange;
    const stored = this.#answering.isFilling();
    if (!stored) this.#answering.settled();
    this.#answering.answered(status, received);
    exchange.handling = handlingOf(exchange, received, stored);
    const fields = applyRule(exchange.rule, forClient(received));
    const { coding, body } = codedForm(exchange, status, received, fields);
    const flushes = fields['content-length'] === undefined;
    if (coding !== null) describeCoding(coding, fields);
    const answer = presented(exchange, status, fields);
    this.#part = answer.part;
    const originStatus = exchange.origin.status;
    if (body && answer.status === 200) answer.fields['content-length'] = String(body.length);
    writeHead(
      this.#response,
      exchange.sent,
      answer,
      cacheStatusMember({ handling: exchange.handling, ttl: null, originStatus, stored, collapsed: false }),
      message,
    );
    if (this.#part === 'whole' && body) {
      this.#part = 'none';
      exchange.sent.bytes = body.length;
      this.#response.end(body);
    } else if (this.#part === 'none') {
      this.#response.end();
    } else {
      if (coding !== null && coding !== 'identity') this.#sink = this.#coder(coding, flushes, controller, stored ? received : null);
      return;
    }
    if (stored || exchange.method === 'HEAD') return;
    exchange.unwanted = true;
    abort(exchange);
  }

  onResponseData(controller: DispatchController, chunk: Buffer): void {
    if (!this.#answering.isFilling()) {
      this.#answering.settled();
      this.#coded = null;
    }
    const position = this.#position;
    this.#position += chunk.length;
    if (this.#part === 'none') return;
    const sent = this.#part === 'whole' ? chunk : within(chunk, position, this.#part);
    if (this.#sink === this.#response) this.#exchange.sent.bytes += sent.length;
    if (sent.length > 0 && !this.#sink.write(sent)) controller.pause();
  }

  onResponseEnd(): void {
    this.#answering.settled();
    this.#sink.end();
  }

  onResponseError(_controller: DispatchController, error: Error): void {
    this.#answering.settled();
    if (this.#sink.writableEnded || this.#exchange.aborted) return;
    if (this.#response.headersSent) {
      // A length or chunk that never comes tells the client that this is not the whole.
      this.#response.destroy();
      return;
    }
    this.#exchange.handling = 'error';
    refuse(this.#response, this.#exchange.sent, gatewayError(error));
  }

  /** Codes what the client gets; `received`: the response is being stored, and the coded body is kept beside it. */
  #coder(coding: Coding, flushes: boolean, controller: DispatchController, received: ReceivedFields | null): Writable {
    const coder = createCoder(coding, flushes);
    this.#coded = received && [];
    coder.on('data', (chunk: Buffer) => {
      this.#exchange.sent.bytes += chunk.length;
      this.#coded?.push(chunk);
    });
    coder.on('drain', () => controller.resume());
    coder.once('end', () => {
      if (received && this.#coded) this.#answering.coded(received, coding, Buffer.concat(this.#coded));
    });
    this.#response.once('close', () => coder.destroy());
    coder.pipe(this.#response);
    return coder;
  }
}

/** In which coding the client gets the response, and the whole body in it if it is known already. */
function codedForm(
  exchange: Exchange,
  status: number,
  received: ReceivedFields,
  fields: Fields,
): { coding: Coding | 'identity' | null; body: Buffer | undefined } {
  const coding = codingFor(exchange, status, fields);
  if (coding === null || coding === 'identity') return { coding, body: undefined };
  const body = isStored(exchange, received) ? exchange.stored?.coded?.get(coding) : undefined;
  return body === null ? { coding: 'identity', body: undefined } : { coding, body };
}

/** Whether the body is the stored one: it was validated, or stands in for an error. */
const isStored = ({ stored, origin }: Exchange, received: ReceivedFields): boolean =>
  stored !== undefined && (origin.status === 304 || isUnchanged(stored, received));

const isUnchanged = (stored: StoredResponse, received: ReceivedFields): boolean => received[provenance] === stored.fields[provenance];

/** A response without provenance passed, one of an earlier departure came out of the cache. */
function handlingOf(exchange: Exchange, received: ReceivedFields, stored: boolean): Handling {
  const { origin, directives, method, rule } = exchange;
  if (exchange.passes) return exchange.passes;
  if (exchange.stored && isUnchanged(exchange.stored, received)) return 'stale';
  if (rule?.noStore) return 'rule';
  if (directives.noCache || directives.maxAge === 0) return 'refresh';
  if (origin.status === 304) return 'revalidated';
  if (exchange.stored) return 'expired-miss';
  return stored || method === 'HEAD' ? 'miss' : 'uncacheable';
}
