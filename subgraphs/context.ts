import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Caller, RestClient } from '@edgegraph/rest/client.ts';

/** A subgraph's loaders of one request. */
export type Loaders = Readonly<Record<string, { clearAll(): unknown }>>;

/** What every subgraph's resolvers get: who asks, the CDN's services, and the subgraph's loaders of this one request. */
export interface SubgraphContext<Own extends Loaders> {
  readonly viewer: Viewer;
  /** On whose behalf routes are called. */
  readonly caller: Caller;
  readonly rest: RestClient;
  readonly loaders: Own;
}

/** Lets loaders read anew what they have read. */
export function forget(loaders: Loaders): void {
  for (const loader of Object.values(loaders)) loader.clearAll();
}

/** Where a subgraph's loaders come from, one set per request, since their cache is one token's view. */
export type CreateLoaders<Own extends Loaders> = (rest: RestClient, caller: Caller) => Own;

/** The parent value of Customer: a reference made from the token alone; its fields read by `caller`. */
export interface CustomerModel {
  readonly accountNumber: string;
}

/** The parent value of an entity whose plain fields another subgraph reads. */
export interface EntityModel {
  readonly id: string | number;
}
