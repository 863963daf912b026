import { serviceUnavailable } from '@edgegraph/schema/errors.ts';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { SubgraphOperation } from '../plan/nodes.ts';
import { type Answer, readAnswer } from './answer.ts';
import type { SubgraphExecutor, SubgraphStream } from './subgraph.ts';
import type { TreeObject } from './tree.ts';

/** What the fetches of a plan have given so far. */
export interface Harvest {
  readonly tree: TreeObject;
  /** Plants what failed into the tree; to be called in order once every fetch has ended. */
  readonly plantings: (() => void)[];
  /** The supergraph's. */
  readonly schema: GraphQLSchema;
}

/** What it takes to ask the subgraphs for one operation. */
export interface Asking<Context> {
  readonly subgraphs: ReadonlyMap<string, SubgraphExecutor<Context>>;
  /** The operation's variables, coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly signal: AbortSignal | undefined;
}

/** One run of a plan. */
export interface Run<Context> extends Asking<Context>, Harvest {}

/**
 * Sends one operation to its subgraph; gives the answer, or why there is none. `check` throws on an answer that the fetch can't
 * use.
 */
export async function ask<Context>(
  operation: SubgraphOperation,
  run: Asking<Context>,
  representations: Readonly<Record<string, unknown>> = {},
  check: (answer: Answer) => void = () => {},
): Promise<Answer | GraphQLError> {
  try {
    const answer = readAnswer(await send(operation, run, representations));
    check(answer);
    return answer;
  } catch (error) {
    return failureOf(operation.service, error);
  }
}

/** Sends one operation to its subgraph; gives what that says, whatever it is. Rejects if it says nothing. */
export async function send<Context>(
  { service, query, document, operationName, variableNames }: SubgraphOperation,
  { subgraphs, variables, context, signal }: Asking<Context>,
  representations: Readonly<Record<string, unknown>> = {},
): Promise<SubgraphStream> {
  const used = Object.fromEntries(
    variableNames.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
  signal?.throwIfAborted();
  const execute = subgraphs.get(service);
  if (!execute) throw new Error(`The supergraph has a subgraph ${service} that nothing executes.`);
  return execute({ query, document, operationName, variables: { ...used, ...representations } }, context, signal);
}

/** Why a service did not answer: what it says of itself, else that it is unavailable. */
export const failureOf = (service: string, error: unknown): GraphQLError =>
  error instanceof GraphQLError ? error : serviceUnavailable(service, error);
