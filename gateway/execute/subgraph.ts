import { type DocumentNode, type ExecutionResult, type GraphQLSchema, execute } from 'graphql';

/** One operation for a subgraph. */
export interface SubgraphRequest {
  /** The same operation as text and as a document. */
  readonly query: string;
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An answer as a subgraph gave it, before anybody checked its shape. */
export type SubgraphResult = ExecutionResult | { readonly data?: unknown; readonly errors?: unknown };

/**
 * Asks one subgraph. It rejects when there is no GraphQL answer (dead, slow, not GraphQL): then that service is unavailable,
 * unless the rejection is a GraphQLError, which stands as it is.
 */
export type SubgraphExecutor<Context> = (
  request: SubgraphRequest,
  context: Context,
  signal?: AbortSignal,
) => Promise<SubgraphResult>;

/** A subgraph in this process. Nothing is serialised; its resolvers see the signal only through the context. */
export const inProcess =
  <Context>(schema: GraphQLSchema): SubgraphExecutor<Context> =>
  async ({ document, operationName, variables }, context) =>
    execute({ schema, document, operationName, variableValues: variables, contextValue: context });
