import { buildSubgraphSchema } from '@apollo/subgraph';
import { guard } from '@edgegraph/permissions/rules.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { type Call, type Caller, createRestClient } from '@edgegraph/rest/client.ts';
import { scalars } from '@edgegraph/schema/scalars.ts';
import { type SubgraphName, subgraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { type GraphQLSchema, parse } from 'graphql';
import { type CreateLoaders, type Loaders, type SubgraphContext, forget } from './context.ts';
import { inGraphTerms } from './errors.ts';

/** What one folder says of its subgraph: resolvers and loaders; all else is the same for all. */
export interface SubgraphDefinition<Own extends Loaders> {
  readonly name: SubgraphName;
  /** Typed by the folder's generated types; here any object of them will do. */
  readonly resolvers: Readonly<Record<string, object>> & { readonly Mutation?: object };
  readonly createLoaders: CreateLoaders<Own>;
}

/** Who asks a subgraph, and from where. */
export interface SubgraphRequest extends Pick<Caller, 'token' | 'address' | 'signal'> {
  readonly viewer: Viewer;
}

/** A subgraph that can be executed: its guarded schema, and the context of each request. */
export interface Subgraph {
  readonly name: SubgraphName;
  readonly schema: GraphQLSchema;
  /** A fresh context for one request of this viewer; all fetches of the request should share it, and with it the loaders. */
  readonly contextFor: (request: SubgraphRequest) => object;
}

/** Defines a subgraph; only fixes the types of its loaders. */
export const defineSubgraph = <Own extends Loaders>(definition: SubgraphDefinition<Own>): SubgraphDefinition<Own> => definition;

/** Builds a subgraph over a binding of the REST services, its rules in front of its resolvers. */
export function createSubgraph<Own extends Loaders>({ name, resolvers, createLoaders }: SubgraphDefinition<Own>, call: Call): Subgraph {
  const rest = createRestClient(inGraphTerms(call));
  // buildSubgraphSchema takes each resolver map for a map of any resolvers.
  const all = { ...scalars, ...resolvers, ...(resolvers.Mutation ? { Mutation: forgetting(resolvers.Mutation) } : {}) };
  const schema = buildSubgraphSchema([{ typeDefs: parse(subgraphSdl(name)), resolvers: all as never }]);
  return {
    name,
    schema: guard(schema),
    contextFor: ({ viewer, token, address, signal }): SubgraphContext<Own> => {
      const caller: Caller = { token, accountNumber: viewer.accountNumber, address, signal };
      return { viewer, caller, rest, loaders: createLoaders(rest, caller) };
    },
  };
}

type Resolve = (root: unknown, args: unknown, context: SubgraphContext<Loaders>, info: unknown) => unknown;

/** Mutations after which the request's loaders forget what they have read, so that what a payload reads is what stands now. */
function forgetting(mutations: object): Record<string, Resolve> {
  const forgetful = ([name, resolve]: [string, Resolve]): [string, Resolve] => [
    name,
    async (root, args, context, info) => {
      try {
        return await resolve(root, args, context, info);
      } finally {
        forget(context.loaders);
      }
    },
  ];
  return Object.fromEntries(Object.entries(mutations).map(forgetful));
}
