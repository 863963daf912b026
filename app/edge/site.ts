import type { Site } from '@edgegraph/cdn/edge/site.ts';

/** Everything that the origins have, cached as they say. */
export const siteBefore = (servers: readonly string[]): Site => ({
  id: 'edge',
  hostnames: ['*'],
  path: '',
  origin: { servers: [...servers], balance: 'failover', hostHeader: null, path: '', addressFamily: 'ipv4-preferred', followRedirects: false, mayBePrivate: true },
  defaultCacheControl: null,
  cacheRules: [],
  queryStrings: 'all',
  compressedTypes: [],
  protectedPaths: [],
  logsQueryStrings: true,
  counts: { accountNumber: '', mediaTypeId: 3, cnameId: 0, originId: 0 },
});
