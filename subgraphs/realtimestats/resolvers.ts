import { notFound } from '@edgegraph/schema/errors.ts';
import type { Live, Resolvers, SubscriptionLiveArgs } from '../generated/realtimestats.ts';
import { defineSubgraph } from '../subgraph.ts';
import { ticking } from '../ticking.ts';
import { type Context, createLoaders } from './loaders.ts';
import { toFilter, toLive } from './translate.ts';

const resolvers: Resolvers<Context> = {
  Query: {
    customer: (_root, _args, { viewer }) => viewer,
  },
  Customer: {
    __resolveReference: (_reference, { viewer }) => viewer,
    live: async (_customer, args, { rest, caller }) => toLive(await rest.realtimestats.getLive(toFilter(args), caller)),
    liveSeries: async (_customer, { seconds, ...args }, { rest, caller }) => {
      const series = await rest.realtimestats.getLiveSeries({ ...toFilter(args), seconds: seconds ?? 600 }, caller);
      return series.map(toLive);
    },
  },
  EdgeCname: {
    live: async ({ id }, args, { loaders }) => {
      const figures = await loaders.edgeCname.load({ id: String(id), ...args });
      return figures && toLive(figures);
    },
    liveSeries: async ({ id }, { seconds, ...args }, { loaders }) => {
      const series = await loaders.edgeCnameSeries.load({ id: String(id), ...args, seconds: seconds ?? 600 });
      return series && series.map(toLive);
    },
  },
  Subscription: {
    live: {
      subscribe: async function* (_root, args, context) {
        for await (const live of ticking(context, () => readLive(args, context))) yield { live };
      },
    },
  },
};

async function readLive({ edgeCnameId, ...args }: SubscriptionLiveArgs, { rest, caller, loaders }: Context): Promise<Live> {
  if (edgeCnameId == null) return toLive(await rest.realtimestats.getLive(toFilter(args), caller));
  const figures = await loaders.edgeCname.load({ id: edgeCnameId, ...args });
  if (!figures) throw notFound(`There is no edge CNAME ${edgeCnameId}; \`edgeCnames\` lists yours.`);
  return toLive(figures);
}

export const realtimestats = defineSubgraph({ name: 'realtimestats', resolvers, createLoaders });
