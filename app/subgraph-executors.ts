import type { GatewayContext } from '@edgegraph/gateway/context.ts';
import { type SubgraphExecutor, inProcess } from '@edgegraph/gateway/execute/subgraph.ts';
import type { Call } from '@edgegraph/rest/client.ts';
import { unauthenticated } from '@edgegraph/schema/errors.ts';
import { mcc } from '@edgegraph/subgraphs/mcc/resolvers.ts';
import { realtimestats } from '@edgegraph/subgraphs/realtimestats/resolvers.ts';
import { reporting } from '@edgegraph/subgraphs/reporting/resolvers.ts';
import { type Subgraph, createSubgraph } from '@edgegraph/subgraphs/subgraph.ts';
import { users } from '@edgegraph/subgraphs/users/resolvers.ts';

/** The four subgraphs in this process, over a binding of the REST services, by their names in the supergraph. */
export function subgraphExecutors(call: Call): ReadonlyMap<string, SubgraphExecutor<GatewayContext>> {
  const subgraphs = [createSubgraph(mcc, call), createSubgraph(reporting, call), createSubgraph(realtimestats, call), createSubgraph(users, call)];
  return new Map(subgraphs.map((subgraph) => [subgraph.name, executor(subgraph)]));
}

/** One context per operation, so that its fetches share the subgraph's loaders. */
function executor({ schema, contextFor }: Subgraph): SubgraphExecutor<GatewayContext> {
  const contexts = new WeakMap<GatewayContext, object>();
  const execute = inProcess<object>(schema);
  return (request, operation, signal) => {
    const context = contexts.get(operation) ?? contextFor(identified(operation));
    contexts.set(operation, context);
    return execute(request, context, signal);
  };
}

function identified({ viewer, ...request }: GatewayContext) {
  if (!viewer) throw unauthenticated();
  return { viewer, ...request };
}
