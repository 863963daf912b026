import { mediaTypeIds } from '@edgegraph/rest/codec.ts';
import { z } from 'zod';

/** Which IP versions are used towards an origin. */
export const addressFamilies = ['ipv4', 'ipv6', 'ipv4-preferred', 'ipv6-preferred'] as const;

const origin = z.object({
  /** URLs of scheme, host and port; at least one. */
  servers: z.array(z.string()).min(1),
  /** `failover` asks the first that answers, `round-robin` each in turn; both go on to the next if one can't be reached. */
  balance: z.enum(['failover', 'round-robin']),
  /** The Host field that the origin gets; null: the server's own host and port. */
  hostHeader: z.string().nullable(),
  /** Put before the path on the way to the origin, without a slash at its end; may be empty. */
  path: z.string(),
  addressFamily: z.enum(addressFamilies),
  /** The edge follows the origin's redirects and serves what it finds there. */
  followRedirects: z.boolean(),
  /** Whether it may be at a loopback, link-local or private address. */
  mayBePrivate: z.boolean(),
});

/** Of the query string, what tells one response from another. */
const queryParameters = z.discriminatedUnion('count', [
  z.object({ count: z.literal('all') }),
  z.object({ count: z.literal('none') }),
  /** Only these, or all but these; their order in the URL does not matter. */
  z.object({ count: z.enum(['only', 'except']), names: z.array(z.string()).min(1) }),
]);

const cacheRule = z.object({
  /** A path of this site with `*` for any characters, such as `/images/*` or `*.css`; the whole path must match. */
  path: z.string(),
  /** Replaces what the origin says of caching, in the words of Cache-Control, such as `max-age=600, stale-while-revalidate=60` or `no-store`; null: as the origin says. */
  cacheControl: z.string().nullable(),
  /** Null: as the site says. */
  queryParameters: queryParameters.nullable(),
  /** Put into responses to clients in place of the origin's; names in lower case. */
  setFields: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Left out of responses to clients; names in lower case. */
  dropFields: z.array(z.string()),
});

export const site = z.object({
  /** The name of its part of the cache: no two sites share an object. */
  id: z.string().min(1),
  /** In lower case, without a port. `*` takes every host that no other site has. */
  hostnames: z.array(z.string()),
  /** What the paths of URLs begin with that belong to the site, without a slash at its end; empty: all. Of several sites of a host the longest takes the URL. It is taken off before `origin.path` is put in front. */
  path: z.string(),
  /** Null: none is configured; the edge answers 404. */
  origin: origin.nullable(),
  /** Said of a successful response to GET about which the origin says nothing of caching, in the words of Cache-Control; null: nothing is said for it. */
  defaultCacheControl: z.string().nullable(),
  /** The first whose path matches holds. */
  cacheRules: z.array(cacheRule),
  /** `bypass`: requests with a query string are never answered from the cache. */
  queryStrings: z.enum(['all', 'none', 'bypass']),
  /** Media types of the responses that are compressed for clients that accept it; empty: none. */
  compressedTypes: z.array(z.string()),
  /** URLs at and below these paths of this site (`/`: all of it) need a token made with one of the keys; without any key nobody gets in. */
  protectedPaths: z.array(z.object({ path: z.string(), keys: z.array(z.string()) })),
  /** Whether the query strings of requests stand in their events. */
  logsQueryStrings: z.boolean(),
  /** What the site's events are counted for. */
  counts: z.object({
    accountNumber: z.string(),
    mediaTypeId: z.literal(mediaTypeIds),
    /** 0: no edge CNAME. */
    cnameId: z.int().min(0),
    /** 0: no customer origin. */
    originId: z.int().min(0),
  }),
});

/** What one host name of a customer serves, as data. */
export type Site = z.output<typeof site>;
export type SiteOrigin = z.output<typeof origin>;
export type CacheRule = z.output<typeof cacheRule>;
export type QueryParameters = z.output<typeof queryParameters>;
