import type { CacheStatus } from '@edgegraph/rest/codec.ts';
import type { Exchange } from './exchange.ts';
import { cacheStatusOf } from './handling.ts';
import type { Site } from './site.ts';

/** One request at an edge, told when its answer has been sent or broken off. */
export interface EdgeEvent {
  /** Milliseconds since 1970, when the request came. */
  readonly time: number;
  /** The site's id. */
  readonly site: string;
  /** What the event is counted for. */
  readonly counts: Site['counts'];
  readonly method: string;
  /** As the client named it, a port included if it named one; empty if it named none. */
  readonly host: string;
  /** As it was sent, percent-encoded; without scheme, host and query. */
  readonly path: string;
  /** What follows the `?`; empty without one, or if the site does not log query strings. */
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

export function eventOf(exchange: Exchange, { startedAt, endedAt, status, complete }: Delivery): EdgeEvent {
  const { site, method, target, fields, handling, origin, client, error, sent } = exchange;
  const { sentUrl } = target;
  const mark = sentUrl.indexOf('?');
  return {
    time: Math.round(performance.timeOrigin + startedAt),
    site: site.id,
    counts: site.counts,
    method,
    host: target.host ?? '',
    path: mark === -1 ? sentUrl : sentUrl.slice(0, mark),
    query: mark === -1 || !site.logsQueryStrings ? '' : sentUrl.slice(mark + 1),
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
    referrer: String(fields.referer ?? ''),
    userAgent: String(fields['user-agent'] ?? ''),
    error: error?.message ?? (complete ? null : 'The connection closed before the answer was complete.'),
  };
}
