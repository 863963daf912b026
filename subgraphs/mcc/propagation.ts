/** How far the configuration of an origin or edge CNAME has come to the edges. */
import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { Propagation as RestPropagation } from '@edgegraph/rest/mcc/network.ts';
import DataLoader from 'dataloader';
import type { Propagation, PropagationStatus } from '../generated/mcc.ts';

/** By the id of the origin or edge CNAME: one is asked by itself, several, at most 1,000, are one call. An unknown id gives null. */
export const createPropagationLoaders = ({ mcc }: RestClient, caller: Caller) => ({
  originPropagation: propagationLoader(
    (id) => mcc.getOriginStatus({ id }, caller),
    (ids) => mcc.listOriginStatuses({ ids: [...ids] }, caller),
  ),
  edgeCnamePropagation: propagationLoader(
    (id) => mcc.getEdgeCnameStatus({ id }, caller),
    (ids) => mcc.listEdgeCnameStatuses({ ids: [...ids] }, caller),
  ),
});

const propagationLoader = (
  read: (id: string) => Promise<RestPropagation | null>,
  readSeveral: (ids: readonly string[]) => Promise<readonly (RestPropagation & { readonly Id: number })[]>,
) =>
  new DataLoader<string, Propagation | null>(
    async (ids) => {
      const [first, ...others] = ids;
      if (first !== undefined && others.length === 0) return [toNullable(await read(first))];
      const byId = new Map((await readSeveral(ids)).map((each) => [String(each.Id), each]));
      return ids.map((id) => toNullable(byId.get(id) ?? null));
    },
    { maxBatchSize: 1000 },
  );

const toNullable = (propagation: RestPropagation | null): Propagation | null => (propagation === null ? null : toPropagation(propagation));

const statuses: Readonly<Record<RestPropagation['status'], PropagationStatus>> = { New: 'NEW', propagating: 'PROPAGATING', propagated: 'PROPAGATED' };

const toPropagation = ({ Percent_propagated, Pops, status }: RestPropagation): Propagation => ({
  status: statuses[status],
  ratio: Percent_propagated / 100,
  pops: Pops.map(({ name, percentage_propagated }) => ({ pop: name, ratio: percentage_propagated / 100 })),
});
