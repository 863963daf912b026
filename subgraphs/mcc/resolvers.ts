import { wordOf } from '@edgegraph/rest/codec.ts';
import { connection } from '../connection.ts';
import { atInput } from '../errors.ts';
import type { Resolvers } from '../generated/mcc.ts';
import { mediaTypeOf, overPlatforms, platforms } from '../platform.ts';
import { defineSubgraph } from '../subgraph.ts';
import { cacheRules } from './cache-rules.ts';
import { cacheSettings } from './cache-settings.ts';
import { configVersions } from './config-versions.ts';
import { contentJobs } from './content-jobs.ts';
import { type Context, createLoaders } from './loaders.ts';
import { expected } from './expected.ts';
import { logSettings } from './log-settings.ts';
import { network } from './network.ts';
import { range } from './range.ts';
import { tokenAuth } from './token-auth.ts';
import {
  type OriginModel,
  edgeCnameMembers,
  originMembers,
  toEdgeCnameBody,
  toOriginBody,
} from './translate.ts';

const resolvers: Resolvers<Context> = {
  Query: {
    customer: (_root, _args, { viewer }) => viewer,
  },
  Customer: {
    __resolveReference: (_reference, { viewer }) => viewer,
    origins: async (_customer, { platform, ...page }, { loaders }) => connection(await overPlatforms(platform, (each) => loaders.originsOf.load(each)), page),
    origin: (_customer, { id }, { loaders }) => findOrigin(id, loaders),
    edgeCnames: async (_customer, { platform, ...page }, { loaders }) =>
      connection(await overPlatforms(platform, (each) => loaders.edgeCnamesOf.load(each)), page),
    edgeCname: (_customer, { id }, { loaders }) => loaders.edgeCname.load(id),
    ...cacheSettings.Customer,
    ...tokenAuth.Customer,
    ...logSettings.Customer,
    ...configVersions.Customer,
    ...network.Customer,
    ...contentJobs.Customer,
  },
  Range: range.Range,
  CustomerOrigin: {
    __resolveReference: ({ id }, { loaders }) => findOrigin(String(id), loaders),
    ...network.CustomerOrigin,
    edgeCnames: async ({ id, platform }, page, { loaders }) =>
      connection((await loaders.edgeCnamesOf.load(platform)).filter(({ originId }) => originId === id), page),
  },
  EdgeCname: {
    ...cacheRules.EdgeCname,
    __resolveReference: ({ id }, { loaders }) => loaders.edgeCname.load(String(id)),
    ...network.EdgeCname,
    origin: ({ originId, platform }, _args, { loaders }) => (originId === null ? null : loaders.origin.load({ id: originId, platform })),
  },
  CreateOriginPayload: { origin: (key, _args, { loaders }) => loaders.origin.load(key) },
  UpdateOriginPayload: { origin: (key, _args, { loaders }) => loaders.origin.load(key) },
  ReselectOriginPayload: { origin: (key, _args, { loaders }) => loaders.origin.load(key) },
  CreateEdgeCnamePayload: { edgeCname: ({ id }, _args, { loaders }) => loaders.edgeCname.load(id) },
  UpdateEdgeCnamePayload: { edgeCname: ({ id }, _args, { loaders }) => loaders.edgeCname.load(id) },
  PurgePayload: contentJobs.PurgePayload,
  LoadPayload: contentJobs.LoadPayload,
  CancelContentJobPayload: contentJobs.CancelContentJobPayload,
  SetCompressionPayload: cacheSettings.SetCompressionPayload,
  SetQueryStringCachingPayload: cacheSettings.SetQueryStringCachingPayload,
  SetQueryStringLoggingPayload: cacheSettings.SetQueryStringLoggingPayload,
  CreateTokenDirectoryPayload: tokenAuth.CreateTokenDirectoryPayload,
  UpdateTokenDirectoryPayload: tokenAuth.UpdateTokenDirectoryPayload,
  SetLogFormatPayload: logSettings.SetLogFormatPayload,
  SetLogStoragePayload: logSettings.SetLogStoragePayload,
  SetCacheRulesPayload: cacheRules.SetCacheRulesPayload,
  ConfigVersion: configVersions.ConfigVersion,
  CreateConfigDraftPayload: configVersions.CreateConfigDraftPayload,
  ActivateConfigVersionPayload: configVersions.ActivateConfigVersionPayload,
  ApplyConfigPayload: configVersions.ApplyConfigPayload,
  Mutation: {
    ...cacheSettings.Mutation,
    ...tokenAuth.Mutation,
    ...logSettings.Mutation,
    ...cacheRules.Mutation,
    ...configVersions.Mutation,
    ...contentJobs.Mutation,
    ...network.Mutation,
    createOrigin: async (_root, { input }, { rest, caller }) => {
      const { platform } = input;
      const created = rest.mcc.createOrigin({ platform: wordOf(mediaTypeOf(platform)), body: toOriginBody(input), ...expected(input) }, caller);
      return { id: String((await atInput(created, originMembers)).CustomerOriginId), platform };
    },
    updateOrigin: async (_root, { input }, { rest, caller }) => {
      const { id, platform } = input;
      await atInput(rest.mcc.updateOrigin({ platform: wordOf(mediaTypeOf(platform)), id, body: toOriginBody(input), ...expected(input) }, caller), originMembers);
      return { id, platform };
    },
    deleteOrigin: async (_root, { input }, { rest, caller }) => {
      const { id } = input;
      await atInput(rest.mcc.deleteOrigin({ id, ...expected(input) }, caller), {});
      return { id };
    },
    createEdgeCname: async (_root, { input }, { rest, caller }) => {
      const body = { ...toEdgeCnameBody(input), MediaTypeId: mediaTypeOf(input.platform) };
      return { id: String((await atInput(rest.mcc.createEdgeCname({ body, ...expected(input) }, caller), edgeCnameMembers)).CNameId) };
    },
    updateEdgeCname: async (_root, { input }, { rest, caller }) => {
      await atInput(rest.mcc.updateEdgeCname({ id: input.id, body: toEdgeCnameBody(input), ...expected(input) }, caller), edgeCnameMembers);
      return { id: input.id };
    },
    deleteEdgeCname: async (_root, { input }, { rest, caller }) => {
      const { id } = input;
      await atInput(rest.mcc.deleteEdgeCname({ id, ...expected(input) }, caller), {});
      return { id };
    },
  },
  Subscription: contentJobs.Subscription,
};

/** The origin of that id on whatever platform; null if there is none. */
async function findOrigin(id: string, loaders: Context['loaders']): Promise<OriginModel | null> {
  const found = await Promise.all(platforms.map((platform) => loaders.origin.load({ id, platform })));
  return found.find((origin) => origin !== null) ?? null;
}

export const mcc = defineSubgraph({ name: 'mcc', resolvers, createLoaders });
