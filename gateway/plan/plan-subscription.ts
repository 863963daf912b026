import type { DocumentNode } from 'graphql';
import type { Supergraph } from '../supergraph.ts';
import type { PlanNode, SubscriptionPlan } from './nodes.ts';
import type { Variables } from './normalize.ts';
import { planOperation } from './plan.ts';

/** The plan of a subscription, null if its variables skip its only field. Else as `planOperation`. */
export async function planSubscription(
  supergraph: Supergraph,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
): Promise<SubscriptionPlan | null> {
  const plan = await planOperation(supergraph, document, operationName, variables);
  if (plan === null) return null;
  const [source, ...perEvent] = inSequence(plan);
  if (source?.kind !== 'RootFetch') throw new Error(`The planner gave a subscription that begins with ${source?.kind}.`);
  return { source, perEvent };
}

const inSequence = (plan: PlanNode): readonly PlanNode[] => (plan.kind === 'Sequence' ? plan.nodes.flatMap(inSequence) : [plan]);
