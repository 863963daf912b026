import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import DataLoader from 'dataloader';
import type { SubgraphContext } from '../context.ts';

export type Context = SubgraphContext<ReturnType<typeof createLoaders>>;

export function createLoaders(rest: RestClient, caller: Caller) {
  /** The live figures of edge CNAMEs by id, at most 1,000 a call. */
  const edgeCname = new DataLoader(
    async (ids: readonly string[]) => {
      const figures = await rest.realtimestats.getEdgeCnamesLive({ ids: [...ids] }, caller);
      const byId = new Map(figures.map((each) => [String(each.CNameId), each]));
      return ids.map((id) => byId.get(id) ?? new Error(`The realtimestats service left out edge CNAME ${id}.`));
    },
    { maxBatchSize: 1000 },
  );

  return { edgeCname };
}
