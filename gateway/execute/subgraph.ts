import { type DocumentNode, type ExecutionResult, type GraphQLSchema, Kind, OperationTypeNode, execute, subscribe } from 'graphql';

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

/** What a subgraph says to a subscription: an answer for each event, or one that says why there is no stream. */
export type SubgraphStream = AsyncIterable<SubgraphResult> | SubgraphResult;

/**
 * Asks one subgraph; what it says to a subscription is a stream, which ends when `signal` is aborted. It rejects when there is no GraphQL answer (dead, slow, not GraphQL): then that service is unavailable,
 * unless the rejection is a GraphQLError, which stands as it is.
 */
export type SubgraphExecutor<Context> = (
  request: SubgraphRequest,
  context: Context,
  signal?: AbortSignal,
) => Promise<SubgraphStream>;

/** A subgraph in this process. Nothing is serialised; its resolvers see the signal only through the context. */
export const inProcess =
  <Context>(schema: GraphQLSchema): SubgraphExecutor<Context> =>
  async ({ document, operationName, variables }, context) => {
    const perform = isSubscription(document) ? subscribe : execute;
    return perform({ schema, document, operationName, variableValues: variables, contextValue: context });
  };

/** Of a document with one operation. */
const isSubscription = ({ definitions }: DocumentNode): boolean =>
  definitions.some((each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === OperationTypeNode.SUBSCRIPTION);
