import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Authorize } from '@edgegraph/gateway/authorize/authorize.ts';
import type { GatewayContext } from '@edgegraph/gateway/context.ts';
import type { SubgraphStream } from '@edgegraph/gateway/execute/subgraph.ts';
import { createGateway } from '@edgegraph/gateway/gateway.ts';
import { loadSupergraph } from '@edgegraph/gateway/supergraph.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { scalars } from '@edgegraph/schema/scalars.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { type SubgraphExecutors, startProduct } from '@edgegraph/test/product.ts';

/** Sends an operation through a gateway in this process, as the customer's administrator; gives the answer as JSON text. */
export type Send = (query: string) => Promise<string>;

/**
 * The gateway with our rules and with ones that allow everything, on the same subgraphs. What those answered once is replayed from memory, so that what
 * is measured is the gateway alone: Apollo Server, the rules, the plan, fetching, completing.
 */
export async function startGateways(viewer: Viewer) {
  let live: SubgraphExecutors = new Map();
  const product = await startProduct({ throughSubgraphs: (subgraphs) => (live = subgraphs) });
  const { adminToken: token } = product;
  for (let number = 1; number < 100; number += 1) {
    const body = { DirPath: `${number}`, MediaTypeId: 3, Name: `www${number}.example.com`, OriginId: 1 };
    const { status, text } = await product.rest('POST', '/v2/mcc/customers/0001/cnames', { token, body });
    if (status !== 200) throw new Error(text);
  }
  const context = (): GatewayContext => ({ viewer, token, address: '127.0.0.1', signal: new AbortController().signal });
  const subgraphs = replaying(live);
  const servers = [await serve(subgraphs), await serve(subgraphs, async () => ({ kind: 'allowed' }))] as const;

  const sendTo =
    (server: ApolloServer<GatewayContext>): Send =>
    async (query) => {
      const { body } = await server.executeOperation({ query }, { contextValue: context() });
      return JSON.stringify(body.kind === 'single' ? body.singleResult : null);
    };
  return {
    withRules: sendTo(servers[0]),
    withoutRules: sendTo(servers[1]),
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.stop();
      await product[Symbol.asyncDispose]();
    },
  };
}

async function serve(subgraphs: SubgraphExecutors, authorize?: Authorize): Promise<ApolloServer<GatewayContext>> {
  const supergraph = loadSupergraph(supergraphSdl(), Object.values(scalars));
  const server = new ApolloServer<GatewayContext>({
    gateway: createGateway({ supergraph, subgraphs }, authorize),
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
    stopOnTerminationSignals: false,
  });
  await server.start();
  return server;
}

/** No operation that is measured asks one subgraph the same with different variables. */
const replaying = (subgraphs: SubgraphExecutors): SubgraphExecutors =>
  new Map(
    [...subgraphs].map(([name, execute]) => {
      const answers = new Map<string, Promise<SubgraphStream>>();
      return [
        name,
        (request, ...rest) => {
          const answer = answers.get(request.query) ?? execute(request, ...rest);
          answers.set(request.query, answer);
          return answer;
        },
      ];
    }),
  );
