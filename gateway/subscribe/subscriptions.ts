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
import type { SubscriptionPlan } from '../plan/nodes.ts';
import { planSubscription } from '../plan/plan-subscription.ts';
import type { Supergraph } from '../supergraph.ts';
import { OpenSubscriptions } from './open-subscriptions.ts';
import { type SubscriptionOperation, type SubscriptionText, readSubscription } from './operation.ts';
import { Refusal } from './refusal.ts';
import { type OnAccessChange, resultsOf } from './results.ts';
import { type Rights, type Subscriber, createJudge } from './rights.ts';
import { SharedResults } from './shared-results.ts';

export interface SubscriptionsOptions {
  readonly supergraph: Supergraph;
  /** How each subgraph is reached, by its name in the supergraph. */
  readonly subgraphs: ReadonlyMap<string, SubgraphExecutor<GatewayContext>>;
  readonly findViewer: FindViewer;
  readonly authorize: Authorize;
  readonly onDenied: OnDenied;
  /** Without it, rights that are lost are noticed within a second. */
  readonly onAccessChange?: OnAccessChange | undefined;
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

export function createSubscriptions({ supergraph, subgraphs, hidesSchema, mostPerToken, onAccessChange = () => () => {}, ...judging }: SubscriptionsOptions): Subscriptions {
  const judge = createJudge(judging);
  const open = new OpenSubscriptions(mostPerToken);
  /** Those that can be joined, by what is asked and by whom. */
  const shared = new Map<string, SharedResults>();

  const begin: Subscriptions['begin'] = async (text, subscriber) => {
    const viewer = await judge.identify(subscriber);
    const operation = readSubscription(supergraph.apiSchema, text, { hidesSchema });
    const rights = await judge.admit(operation, viewer);
    const key = keyOf(text, subscriber, rights);
    const running = joinable(key);
    const obtain = running ? () => running : await prepare(key, operation, viewer, subscriber, rights);
    const left = new AbortController();
    open.count(subscriber.token ?? '', left.signal);
    const results = obtain();
    const onLeft = () => {
      left.abort();
      if (results.isEnded && shared.get(key) === results) shared.delete(key);
    };
    return { document: operation.document, results: results.join(onLeft) };
  };

  const joinable = (key: string): SharedResults | undefined => {
    const found = shared.get(key);
    return found?.canBeJoined ? found : undefined;
  };

  /** Plans the subscription; what is given starts it, or joins one that has been started meanwhile. */
  const prepare = async (key: string, operation: SubscriptionOperation, viewer: Viewer, subscriber: Subscriber, rights: Rights): Promise<() => SharedResults> => {
    const { document, variables } = operation;
    const plan = await planSubscription(supergraph, rights.kind === 'pruned' ? rights.document : document, operation.operation.name?.value, variables);
    if (!plan) throw new Refusal(400, [badRequest('The subscription skips its only field, so it would never tell anything.')]);
    return () => {
      const results = joinable(key) ?? new SharedResults(start(plan, operation, viewer, subscriber, rights));
      shared.set(key, results);
      return results;
    };
  };

  const start = (plan: SubscriptionPlan, operation: SubscriptionOperation, viewer: Viewer, subscriber: Subscriber, rights: Rights) => {
    const { token = '', address } = subscriber;
    const over = new AbortController();
    const contextOf = (current: Viewer): GatewayContext => ({ viewer: current, token, address, signal: over.signal });
    const execution: Omit<OperationExecution<GatewayContext>, 'context'> = {
      supergraph,
      subgraphs,
      ...operation,
      denialAt: rights.kind === 'pruned' ? (node, type) => rights.denials.get(node)?.get(type) : undefined,
      signal: over.signal,
    };
    return resultsOf({
      answers: sourceAnswers(plan, { subgraphs, variables: operation.variables, context: contextOf(viewer), signal: over.signal }),
      judgeAgain: () => judge.judgeAgain(operation, subscriber, rights),
      // A context of its own for each event, so that what subgraphs remember of a request lasts no longer.
      answerEvent: (answer, current) => answerEvent(plan, answer, { ...execution, context: contextOf(current) }),
      onAccessChange,
      over,
    });
  };

  return { identify: judge.identify, begin: (text, subscriber) => begin(text, subscriber).catch(refuseFault) };
}

/** The same for subscriptions that get the same results: of one token, from one address, with the same text, and with the same fields denied when they began. */
const keyOf = ({ query, operationName, variables }: SubscriptionText, { token, address }: Subscriber, rights: Rights): string =>
  JSON.stringify([token, address, query, operationName, variables, rights.kind === 'pruned' ? rights.errors.map(({ path }) => path) : []]);

function refuseFault(error: unknown): never {
  throw error instanceof Refusal ? error : new Refusal(500, [internalError(error)]);
}
