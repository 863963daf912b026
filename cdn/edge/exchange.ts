import type { IncomingMessage } from 'node:http';
import { endToEnd, type Fields } from './fields.ts';
import type { Handling } from './handling.ts';
import { type RequestDirectives, requestDirectives } from './request-directives.ts';
import type { RequestTarget } from './request-target.ts';
import { type Place, placeOf, placeWithin, type ServedSite, withinSite } from './served-site.ts';
import type { StoredResponse } from './stored-response.ts';
import type { DispatchController } from './undici.ts';

/** One request, and what becomes of it. */
export interface Exchange extends Place {
  readonly site: ServedSite;
  readonly method: string;
  readonly target: RequestTarget;
  /** The request's fields, without those of the connection. */
  readonly fields: Fields;
  readonly directives: RequestDirectives;
  /** Null: the edge asks for itself. */
  readonly client: Client | null;
  /** Null: the request has no body. */
  readonly body: IncomingMessage | null;
  /** What the cache holds for it, but may not be used unvalidated. */
  stored: StoredResponse | undefined;
  /** Why the cache leaves it to the origin, whose answer passes as it is; null: it doesn't. */
  passes: Extract<Handling, 'bypass' | 'rule'> | null;
  /** It waited for another request's fetch. */
  collapsed: boolean;
  handling: Handling;
  origin: { status: number | null; bytes: number };
  /** Why the origin gave no complete answer; null if it did. */
  error: Error | null;
  controller: DispatchController | null;
  aborted: boolean;
  /** The client has its answer; what is left of the origin's is of no use. */
  unwanted: boolean;
  readonly sent: Sent;
  /** Hands an interim response (1xx) to the client; null: there is none. */
  onInterim: ((status: number, fields: Fields) => void) | null;
}

export interface Client {
  readonly address: string;
  readonly secure: boolean;
  readonly httpVersion: string;
}

/** What has been sent to the client. */
export interface Sent {
  /** By the clock of `performance`; null: nothing. */
  firstByteAt: number | null;
  /** Of the body. */
  bytes: number;
}

export function openExchange(site: ServedSite, target: RequestTarget, request: IncomingMessage): Exchange {
  const fields = endToEnd(request.headers);
  return {
    site,
    ...placeOf(site, target.url),
    target,
    method: request.method ?? 'GET',
    fields,
    directives: requestDirectives(fields),
    client: {
      address: request.socket.remoteAddress ?? '',
      secure: 'encrypted' in request.socket,
      httpVersion: request.httpVersion,
    },
    body: hasBody(request) ? request : null,
    ...untouched(),
  };
}

/** A GET of the edge's own, for what the site now has there. */
export function openLoad(site: ServedSite, target: RequestTarget): Exchange {
  const fields: Fields = { ...(target.host !== undefined && { host: target.host }), accept: '*/*', 'user-agent': 'Edgegraph' };
  return {
    site,
    ...placeWithin(site, withinSite(target.url, site)),
    target,
    method: 'GET',
    fields,
    directives: requestDirectives(fields),
    client: null,
    body: null,
    ...untouched(),
  };
}

/** The same request once more, for the edge itself: to validate what it holds. */
export const inBackground = (exchange: Exchange): Exchange => ({ ...exchange, ...untouched(), stored: exchange.stored });

/** Breaks the fetch off; one that has not begun ends as soon as it does. */
export function abort(exchange: Exchange): void {
  exchange.aborted = true;
  exchange.controller?.abort(new Error('The client closed the connection.'));
}

type Asked = 'site' | 'target' | 'method' | 'fields' | 'directives' | 'client' | 'body' | keyof Place;

const untouched = (): Omit<Exchange, Asked> => ({
  stored: undefined,
  passes: null,
  collapsed: false,
  handling: 'error',
  origin: { status: null, bytes: 0 },
  error: null,
  controller: null,
  aborted: false,
  unwanted: false,
  sent: { firstByteAt: null, bytes: 0 },
  onInterim: null,
});

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
