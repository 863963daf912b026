import type { Platform } from '@edgegraph/schema/generated/access.ts';
import type { Resolvers } from '../generated/realtimestats.ts';
import { mediaTypeOf, platforms } from '../platform.ts';
import { defineSubgraph } from '../subgraph.ts';
import { type Context, createLoaders } from './loaders.ts';
import { type LiveModel, toCacheStatuses, toStatusCodes } from './translate.ts';

const resolvers: Resolvers<Context> = {
  Query: {
    customer: (_root, _args, { viewer }) => viewer,
  },
  Customer: {
    __resolveReference: (_reference, { viewer }) => viewer,
    live: (_customer, { platform }, context) => platformsLive(platform ? [platform] : platforms, context),
  },
  EdgeCname: {
    live: ({ id }, _args, { loaders }) => edgeCnameLive(String(id), loaders),
  },
  Live: {
    bitsPerSecond: (live) => live.bitsPerSecond(),
    connectionsPerSecond: (live) => live.connectionsPerSecond(),
    cacheStatuses: (live) => live.cacheStatuses(),
    statusCodes: (live) => live.statusCodes(),
  },
};

function platformsLive(wanted: readonly Platform[], { rest: { realtimestats }, caller }: Context): LiveModel {
  const each = <Answer>(read: (input: { platform: number }, as: typeof caller) => Promise<Answer>) =>
    Promise.all(wanted.map((platform) => read({ platform: mediaTypeOf(platform) }, caller)));
  const sum = (results: readonly { readonly Result: number }[]) => results.reduce((total, { Result }) => total + Result, 0);
  return {
    at: new Date(),
    bitsPerSecond: async () => sum(await each(realtimestats.getBandwidth)),
    connectionsPerSecond: async () => sum(await each(realtimestats.getConnections)),
    cacheStatuses: async () => toCacheStatuses(...(await each(realtimestats.getCacheStatus))),
    statusCodes: async () => toStatusCodes(...(await each(realtimestats.getStatusCode))),
  };
}

const edgeCnameLive = (id: string, { edgeCname }: Context['loaders']): LiveModel => ({
  at: new Date(),
  bitsPerSecond: async () => (await edgeCname.load(id)).Bandwidth,
  connectionsPerSecond: async () => (await edgeCname.load(id)).Connections,
  cacheStatuses: async () => toCacheStatuses((await edgeCname.load(id)).CacheStatuses),
  statusCodes: async () => toStatusCodes((await edgeCname.load(id)).StatusCodes),
});

export const realtimestats = defineSubgraph({ name: 'realtimestats', resolvers, createLoaders });
