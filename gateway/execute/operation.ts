import type { DocumentNode, ExecutionResult, OperationDefinitionNode } from 'graphql';
import { planOperation } from '../plan/plan.ts';
import type { Supergraph } from '../supergraph.ts';
import { type DenialAt, complete } from './complete.ts';
import { executePlan } from './execute-plan.ts';
import type { SubgraphExecutor } from './subgraph.ts';

/** A valid operation to execute. */
export interface OperationExecution<Context> {
  readonly supergraph: Supergraph;
  /** How each subgraph is reached, by its name in the supergraph. */
  readonly subgraphs: ReadonlyMap<string, SubgraphExecutor<Context>>;
  /** As the client sent it: it is what is answered. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** What of `document` may be fetched; all, if left out. */
  readonly allowed?: DocumentNode | undefined;
  /** Why a field that `allowed` lacks is denied. */
  readonly denialAt?: DenialAt | undefined;
  /** Coerced, with their defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Handed to each subgraph's executor. */
  readonly context: Context;
  /** Ends what is being fetched when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Plans an operation, fetches what it needs, and completes the answer. Rejects only if the operation can't be planned. */
export async function executeOperation<Context>(execution: OperationExecution<Context>): Promise<ExecutionResult> {
  const { supergraph, subgraphs, document, operation, allowed = document, denialAt, variables, context, signal } = execution;
  const operationName = operation.name?.value;
  const plan = await planOperation(supergraph, allowed, operationName, variables);
  const tree = plan ? await executePlan({ plan, schema: supergraph.schema, subgraphs, variables, context, signal }) : {};
  return complete({ supergraph, document, operationName, variables, tree, denialAt });
}
