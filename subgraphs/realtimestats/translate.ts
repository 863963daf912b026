/** REST's names and the graph's. */
import type { RestClient } from '@edgegraph/rest/client.ts';
import type { CacheStatusRate, StatusCodeRate } from '../generated/realtimestats.ts';

/** Live figures before they are read: each is read when it is asked for. */
export interface LiveModel {
  readonly at: Date;
  readonly bitsPerSecond: () => Promise<number>;
  readonly connectionsPerSecond: () => Promise<number>;
  readonly cacheStatuses: () => Promise<CacheStatusRate[]>;
  readonly statusCodes: () => Promise<StatusCodeRate[]>;
}

type Answer<Route extends keyof RestClient['realtimestats']> = Awaited<ReturnType<RestClient['realtimestats'][Route]>>;

/** The rates by cache status; those of several platforms are added up. */
export const toCacheStatuses = (...platforms: readonly Answer<'getCacheStatus'>[]): CacheStatusRate[] =>
  addUp(platforms.flatMap((rates) => rates.map(({ CacheStatus, Connections }) => [CacheStatus, Connections] as const))).map(
    ([status, connectionsPerSecond]) => ({ status, connectionsPerSecond }),
  );

/** The rates by kind of HTTP status; those of several platforms are added up. */
export const toStatusCodes = (...platforms: readonly Answer<'getStatusCode'>[]): StatusCodeRate[] =>
  addUp(platforms.flatMap((rates) => rates.map(({ StatusCode, Connections }) => [StatusCode, Connections] as const))).map(
    ([statusCode, connectionsPerSecond]) => ({ statusCode, connectionsPerSecond }),
  );

function addUp<Name extends string>(rates: readonly (readonly [Name, number])[]): [Name, number][] {
  const sums = new Map<Name, number>();
  for (const [name, rate] of rates) sums.set(name, (sums.get(name) ?? 0) + rate);
  return [...sums];
}
