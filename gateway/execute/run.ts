import { serviceUnavailable } from '@edgegraph/schema/errors.ts';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { SubgraphOperation } from '../plan/nodes.ts';
import { type Answer, readAnswer } from './answer.ts';
import type { SubgraphExecutor } from './subgraph.ts';
import type { TreeObject } from './tree.ts';

/** What the fetches of a plan have given so far. */
export interface Harvest {
  readonly tree: TreeObject;
  /** Plants what failed into the tree; to be called in order once every fetch has ended. */
  readonly plantings: (() => void)[];
  /** The supergraph's. */
  readonly schema: GraphQLSchema;
}

/** One run of a plan. */
export interface Run<Context> extends Harvest {
  readonly subgraphs: ReadonlyMap<string, SubgraphExecutor<Context>>;
  /** The operation's variables, coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends one operation to its subgraph; gives the answer, or why there is none. `check` throws on an answer that the fetch can't
 * use.
 */
export async function ask<Context>(
  { service, query, document, operationName, variableNames }: SubgraphOperation,
  { subgraphs, variables, context, signal }: Run<Context>,
  representations: Readonly<Record<string, unknown>> = {},
  check: (answer: Answer) => void = () => {},
): Promise<Answer | GraphQLError> {
  const used = Object.fromEntries(
    variableNames.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
  try {
    signal?.throwIfAborted();
    const execute = subgraphs.get(service);
    if (!execute) throw new Error(`The supergraph has a subgraph ${service} that nothing executes.`);
    const answer = readAnswer(
      await execute({ query, document, operationName, variables: { ...used, ...representations } }, context, signal),
    );
    check(answer);
    return answer;
  } catch (error) {
    return error instanceof GraphQLError ? error : serviceUnavailable(service, error);
  }
}
