import { z } from 'zod';
import { type CacheStatus, cacheStatuses, mediaTypeIds } from '@edgegraph/rest/codec.ts';

/** The cache statuses of requests that were served from cache. */
export const servedFromCache: readonly CacheStatus[] = ['TCP_HIT', 'TCP_EXPIRED_HIT'];

/** The last moment that an event can carry: the end of ClickHouse's DateTime64. */
export const latestTime = Date.UTC(2299, 11, 31);

const count = z.int().min(0);

/** One request that the CDN served. `source` and `sequence` identify it: however often it is appended, it counts once. */
export const requestEvent = z.object({
  /** Who recorded it: an edge, or an imported log. */
  source: z.string().min(1),
  /** Its position within the source, from 1 upward; gaps are allowed. */
  sequence: z.int().min(1),
  /** When the request was recorded, in milliseconds since 1970, UTC: by an edge, once its answer had been sent; by a log, as that says. */
  time: count.max(latestTime),
  /** As in the customer's record: hexadecimal digits in upper case. */
  accountNumber: z.string().min(1),
  mediaTypeId: z.literal(mediaTypeIds),
  /** 0: no edge CNAME is known. */
  cnameId: count,
  /** 0: no customer origin is known. */
  originId: count,
  ssl: z.boolean(),
  /** Empty where the client sent no HTTP request line; `path` then holds what it sent. */
  method: z.string(),
  /** As it was sent, percent-encoded; without scheme, host and query. */
  path: z.string(),
  /** What follows the `?`; empty without one. */
  query: z.string(),
  /** `HTTP/1.1`; empty if unknown. */
  protocol: z.string(),
  /** 0: the client left before a status was sent. */
  status: z.int().min(0).max(999),
  /** `NONE` too where the source knows no cache status. */
  cacheStatus: z.literal(cacheStatuses),
  /** Bytes sent to the client. */
  bytes: count,
  /** Bytes received from the origin. */
  originBytes: count,
  /** From the request to the answer's last byte; null if unknown. */
  timeTakenMs: z.number().min(0).nullable(),
  clientIp: z.string(),
  /** Empty if the client sent none. */
  referrer: z.string(),
  /** Empty if the client sent none. */
  userAgent: z.string(),
  /** The edge's point of presence, three capital letters; empty if unknown. */
  pop: z.string(),
  /** The billing region; -1 (Global): unknown. */
  regionId: z.int().min(-1).max(32_767),
});

export type RequestEvent = Readonly<z.output<typeof requestEvent>>;
