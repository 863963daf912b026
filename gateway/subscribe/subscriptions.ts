/**
 * The way of a subscription, the same whatever carries it: whose token is it, is the operation valid, what may the token have of it, how is it planned.
 * All that can be refused is refused before anything starts; then its results are a stream.
 */
import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import type { FindViewer, Viewer } from '@edgegraph/permissions/viewer.ts';
import { badRequest, internalError } from '@edgegraph/schema/errors.ts';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Authorize } from '../authorize/authorize.ts';
import type { GatewayContext } from '../context.ts';
import type { OperationExecution } from '../execute/operation.ts';
import type { SubgraphExecutor } from '../execute/subgraph.ts';
import { answerEvent, sourceAnswers } from '../execute/subscription.ts';
import { planSubscription } from '../plan/plan-subscription.ts';
import type { Supergraph } from '../supergraph.ts';
import { OpenSubscriptions } from './open-subscriptions.ts';
import { type SubscriptionText, readSubscription } from './operation.ts';
import { Refusal } from './refusal.ts';
import { resultsOf } from './results.ts';
import { type Subscriber, createJudge } from './rights.ts';

export interface SubscriptionsOptions {
  readonly supergraph: Supergraph;
  /** How each subgraph is reached, by its name in the supergraph. */
  readonly subgraphs: ReadonlyMap<string, SubgraphExecutor<GatewayContext>>;
  readonly findViewer: FindViewer;
  readonly authorize: Authorize;
  readonly onDenied: OnDenied;
  /** Whether errors keep names to themselves that the client did not write. */
  readonly hidesSchema: boolean;
  /** Subscriptions that one token may have open. */
  readonly mostPerToken: number;
}

/** A subscription that has begun. */
export interface Begun {
  readonly document: DocumentNode;
  /** Must be read to its end, or ended by `return`. */
  readonly results: AsyncGenerator<ExecutionResult, void>;
}

/** Where subscriptions begin. Both throw a Refusal, and nothing else. */
export interface Subscriptions {
  /** Whose token it is. */
  readonly identify: (subscriber: Subscriber) => Promise<Viewer>;
  readonly begin: (text: SubscriptionText, subscriber: Subscriber) => Promise<Begun>;
}

export function createSubscriptions({ supergraph, subgraphs, hidesSchema, mostPerToken, ...judging }: SubscriptionsOptions): Subscriptions {
  const judge = createJudge(judging);
  const open = new OpenSubscriptions(mostPerToken);

  const begin: Subscriptions['begin'] = async (text, subscriber) => {
    const viewer = await judge.identify(subscriber);
    const operation = readSubscription(supergraph.apiSchema, text, { hidesSchema });
    const rights = await judge.admit(operation, viewer);
    const { document, variables } = operation;
    const pruned = rights.kind === 'pruned' ? rights : undefined;
    const plan = await planSubscription(supergraph, pruned?.document ?? document, operation.operation.name?.value, variables);
    if (!plan) throw new Refusal(400, [badRequest('The subscription skips its only field, so it would never tell anything.')]);

    const { token = '', address } = subscriber;
    const over = new AbortController();
    open.count(token, over.signal);
    const contextOf = (current: Viewer): GatewayContext => ({ viewer: current, token, address, signal: over.signal });
    const execution: Omit<OperationExecution<GatewayContext>, 'context'> = {
      supergraph,
      subgraphs,
      ...operation,
      denialAt: pruned && ((node, type) => pruned.denials.get(node)?.get(type)),
      signal: over.signal,
    };
    const results = resultsOf({
      answers: sourceAnswers(plan, { subgraphs, variables, context: contextOf(viewer), signal: over.signal }),
      judgeAgain: () => judge.judgeAgain(operation, subscriber, rights),
      // A context of its own for each event, so that what subgraphs remember of a request lasts no longer.
      answerEvent: (answer, current) => answerEvent(plan, answer, { ...execution, context: contextOf(current) }),
      over,
    });
    return { document, results };
  };

  return { identify: judge.identify, begin: (text, subscriber) => begin(text, subscriber).catch(refuseFault) };
}

function refuseFault(error: unknown): never {
  throw error instanceof Refusal ? error : new Refusal(500, [internalError(error)]);
}
