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

/** What is known of a request before it is answered. */
type Asked = Pick<Exchange, 'site' | 'target' | 'method' | 'fields' | 'client' | 'body'>;

export const openExchange = (site: ServedSite, target: RequestTarget, request: IncomingMessage): Exchange =>
  exchangeOf(placeOf(site, target.url), {
    site,
    target,
    method: request.method ?? 'GET',
    fields: endToEnd(request.headers),
    client: {
      address: request.socket.remoteAddress ?? '',
      secure: 'encrypted' in request.socket,
      httpVersion: request.httpVersion,
    },
    body: hasBody(request) ? request : null,
  });

/** A GET of the edge's own, for what the site now has there. */
export const openLoad = (site: ServedSite, target: RequestTarget): Exchange =>
  exchangeOf(placeWithin(site, withinSite(target.url, site)), {
    site,
    target,
    method: 'GET',
    fields: { ...(target.host !== undefined && { host: target.host }), accept: '*/*', 'user-agent': 'Edgegraph' },
    client: null,
    body: null,
  });

/** The same request once more, for the edge itself: to validate what it holds. */
export const inBackground = (exchange: Exchange): Exchange => ({ ...exchangeOf(exchange, exchange), stored: exchange.stored });

/** Breaks the fetch off; one that has not begun ends as soon as it does. */
export function abort(exchange: Exchange): void {
  exchange.aborted = true;
  exchange.controller?.abort(new Error('The client closed the connection.'));
}

/** Name by name: it is made for every request, and spreading costs. */
const exchangeOf = (place: Place, { site, target, method, fields, client, body }: Asked): Exchange => ({
  site,
  target,
  method,
  fields,
  client,
  body,
  url: place.url,
  rule: place.rule,
  storedUrl: place.storedUrl,
  bypasses: place.bypasses,
  guard: place.guard,
  directives: requestDirectives(fields),
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
