import { PassThrough, addAbortSignal } from 'node:stream';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Denial } from '@edgegraph/permissions/denial.ts';
import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { compose } from '@edgegraph/schema/compose.ts';
import { sdlOf } from '@edgegraph/schema/subgraphs.ts';
import { parse } from 'graphql';
import { createAuthorize } from '../authorize/authorize.ts';
import type { GatewayContext } from '../context.ts';
import { type SubgraphExecutor, type SubgraphRequest, inProcess } from '../execute/subgraph.ts';
import { loadSupergraph } from '../supergraph.ts';
import { type SubscriptionsOptions, createSubscriptions } from './subscriptions.ts';

const customer = 'type Customer @key(fields: "accountNumber") { accountNumber: ID! }';

const sdl = {
  jobs: `
    ${customer}
    type Subscription { job(id: ID!, fails: Boolean = false): Job @access(method: GET, module: PURGE_LOAD) }
    type Job { id: ID! step: Int! cname: EdgeCname @access(method: GET, module: EDGE_CNAMES) }
    type EdgeCname @key(fields: "id") { id: ID! name: String! }`,
  figures: `
    ${customer}
    type EdgeCname @key(fields: "id") { id: ID! hits: Int @access(method: GET, module: REAL_TIME_STATS) }`,
};

/** What the job's own subgraph tells of an event. */
export interface JobEvent {
  readonly step: number;
}

/** A graph with a subscription to a job, whose CNAME's figures another subgraph has. */
export function createJobs(options: Partial<SubscriptionsOptions> = {}) {
  const sources = Object.entries(sdl).map(([name, own]) => ({ name, sdl: `${sdlOf('access.graphql')}\n${own}` }));
  const composition = compose(sources);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  const supergraph = loadSupergraph(composition.sdl);

  /** Where the test writes events. */
  const events = new PassThrough({ objectMode: true });
  const asked: SubgraphRequest[] = [];
  const contexts: GatewayContext[] = [];
  const denied: Denial[] = [];
  let hits = 0;

  const resolvers = {
    jobs: {
      Subscription: {
        job: {
          async *subscribe(_root: unknown, { id, fails }: { id: string; fails: boolean }, { signal }: GatewayContext) {
            if (fails) throw new Error('connect ECONNREFUSED 10.1.2.3:4001');
            for await (const { step } of addAbortSignal(signal, events)) yield { job: { id, step, cname: { id: 'c1', name: 'www.example.com' } } };
          },
        },
      },
    },
    figures: { EdgeCname: { hits: () => (hits += 1) } },
  };
  const subgraphs = new Map(
    sources.map(({ name, sdl: typeDefs }): [string, SubgraphExecutor<GatewayContext>] => {
      // buildSubgraphSchema takes each resolver map for a map of any resolvers.
      const schema = buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers[name === 'jobs' ? 'jobs' : 'figures'] as never }]);
      const execute = inProcess<GatewayContext>(schema);
      return [
        name,
        (request, context, signal) => {
          asked.push(request);
          contexts.push(context);
          return execute(request, context, signal);
        },
      ];
    }),
  );

  const holder: { viewer: Viewer | null } = { viewer: viewerOf(['GET'], ['PURGE_LOAD', 'EDGE_CNAMES', 'REAL_TIME_STATS']) };
  const subscriptions = createSubscriptions({
    supergraph,
    subgraphs,
    findViewer: async () => holder.viewer,
    authorize: createAuthorize(supergraph.apiSchema, supergraph.entities),
    onDenied: (denial) => denied.push(denial),
    hidesSchema: false,
    mostPerToken: 100,
    ...options,
  });
  return {
    /** Its viewer is whose token it is. */
    holder,
    events,
    asked,
    contexts,
    denied,
    begin: (query: string, variables?: Record<string, unknown>, token: string | undefined = 'token', address = '127.0.0.1') =>
      subscriptions.begin({ query, variables }, { token, address }),
  };
}

export const viewerOf = (methods: readonly HttpMethod[], modules: readonly Module[]): Viewer => ({
  userId: 1,
  login: 'ada@example.com',
  accountNumber: '0001',
  methods: new Set(methods),
  modules: new Set(modules),
});
