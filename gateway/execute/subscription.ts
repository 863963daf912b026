import type { ExecutionResult, GraphQLError } from 'graphql';
import type { SubscriptionPlan } from '../plan/nodes.ts';
import { type Answer, readAnswer } from './answer.ts';
import { complete } from './complete.ts';
import { executeEvent } from './execute-plan.ts';
import type { OperationExecution } from './operation.ts';
import { type Asking, failureOf, send } from './run.ts';

/**
 * What a subscription's own subgraph says of each event, in order; a failure is the last. Never rejects.
 * @see GraphQL, section 6.2.3.1
 */
export async function* sourceAnswers<Context>({ source }: SubscriptionPlan, asking: Asking<Context>): AsyncGenerator<Answer | GraphQLError, void> {
  try {
    const stream = await send(source, asking);
    if (!(Symbol.asyncIterator in stream)) return yield readAnswer(stream);
    for await (const each of stream) yield readAnswer(each);
  } catch (error) {
    yield failureOf(source.service, error);
  }
}

/**
 * Fetches what else a subscription selects of one event, and completes the answer.
 * @see GraphQL, section 6.2.3.2
 */
export async function answerEvent<Context>(
  plan: SubscriptionPlan,
  answer: Answer | GraphQLError,
  { supergraph, subgraphs, document, operation, denialAt, variables, context, signal }: OperationExecution<Context>,
): Promise<ExecutionResult> {
  const tree = await executeEvent({ plan, answer, schema: supergraph.schema, subgraphs, variables, context, signal });
  return complete({ supergraph, document, operationName: operation.name?.value, variables, tree, denialAt });
}
