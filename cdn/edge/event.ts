import type { CacheStatus } from '@edgegraph/rest/codec.ts';
import type { Exchange } from './exchange.ts';
import { cacheStatusOf } from './handling.ts';
import { keysFor, partToken } from './protection.ts';
import { withinSite } from './served-site.ts';
import type { Site } from './site.ts';
import type { FindSite } from './site-finder.ts';

/** One request at an edge, told when its answer has been sent or broken off. */
export interface EdgeEvent {
  /** The site's id. */
  readonly site: string;
  /** What the event is counted for. */
  readonly counts: Site['counts'];
  readonly method: string;
  /** As the client named it, a port included if it named one; empty if it named none. */
  readonly host: string;
  /** As it was sent, percent-encoded; without scheme, host and query. */
  readonly path: string;
  /** What follows the `?`, a token left out; empty without one, or if the site does not log query strings. */
  readonly query: string;
  /** `HTTP/1.1`. */
  readonly protocol: string;
  /** Whether it came over TLS. */
  readonly ssl: boolean;
  /** 0: the client left before a status was sent. */
  readonly status: number;
  readonly cacheStatus: CacheStatus;
  /** Of the body, sent to the client. */
  readonly bytes: number;
  /** Of the body, received from the origin. */
  readonly originBytes: number;
  /** Null: the origin was not asked, or gave no answer. */
  readonly originStatus: number | null;
  /** Null: none was sent. */
  readonly timeToFirstByteMs: number | null;
  readonly totalMs: number;
  readonly clientIp: string;
  /** Without its query, if that may hold a token; empty if the client sent none. */
  readonly referrer: string;
  readonly userAgent: string;
  /** What went wrong with the origin or the client's connection; null if nothing. */
  readonly error: string | null;
}

interface Delivery {
  /** By the clock of `performance`. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: number;
  /** The client got the whole answer. */
  readonly complete: boolean;
}

export function eventOf(exchange: Exchange, { startedAt, endedAt, status, complete }: Delivery, findSite: FindSite): EdgeEvent {
  const { site, method, target, guard, fields, handling, origin, client, error, sent } = exchange;
  const url = guard ? partToken(target.sentUrl).url : target.sentUrl;
  const mark = url.indexOf('?');
  return {
    site: site.id,
    counts: site.counts,
    method,
    host: target.host ?? '',
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 || !site.logsQueryStrings ? '' : url.slice(mark + 1),
    protocol: `HTTP/${client?.httpVersion ?? ''}`,
    ssl: client?.secure ?? false,
    status: sent.firstByteAt === null ? 0 : status,
    cacheStatus: cacheStatusOf[handling],
    bytes: sent.bytes,
    originBytes: origin.bytes,
    originStatus: origin.status,
    timeToFirstByteMs: sent.firstByteAt === null ? null : sent.firstByteAt - startedAt,
    totalMs: endedAt - startedAt,
    clientIp: client?.address ?? '',
    referrer: referrerOf(String(fields.referer ?? ''), findSite),
    userAgent: String(fields['user-agent'] ?? ''),
    error: error?.message ?? (complete ? null : 'The connection closed before the answer was complete.'),
  };
}

function referrerOf(referrer: string, findSite: FindSite): string {
  const mark = referrer.indexOf('?');
  const url = mark === -1 ? null : URL.parse(referrer);
  const site = url && findSite(url.host, url.pathname);
  return site && keysFor(site.guarded, withinSite(url.pathname, site)) ? referrer.slice(0, mark) : referrer;
}
