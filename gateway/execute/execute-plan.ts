import type { GraphQLError } from 'graphql';
import type { PlanNode, SubscriptionPlan } from '../plan/nodes.ts';
import type { Answer } from './answer.ts';
import { fetchEntities } from './fetch-entities.ts';
import { fetchRoot, takeRoot } from './fetch-root.ts';
import type { Harvest, Run } from './run.ts';
import type { TreeObject } from './tree.ts';

export type PlanExecution<Context> = Omit<Run<Context>, 'tree' | 'plantings'> & { readonly plan: PlanNode };

export type EventExecution<Context> = Omit<Run<Context>, 'tree' | 'plantings'> & {
  readonly plan: SubscriptionPlan;
  /** What the subscription's own subgraph says of the event. */
  readonly answer: Answer | GraphQLError;
};

/** Runs a plan; gives the tree of all that was fetched, with a `Failure` wherever something was lost. Never rejects. */
export async function executePlan<Context>({ plan, ...execution }: PlanExecution<Context>): Promise<TreeObject> {
  const run: Run<Context> = { ...execution, tree: {}, plantings: [] };
  await runNode(plan, run);
  return harvested(run);
}

/** Runs what a subscription's plan fetches for one of its events, over what its subgraph says of that; gives the tree likewise. */
export async function executeEvent<Context>({ plan, answer, ...execution }: EventExecution<Context>): Promise<TreeObject> {
  const run: Run<Context> = { ...execution, tree: {}, plantings: [] };
  takeRoot(plan.source, answer, run);
  for (const node of plan.perEvent) await runNode(node, run);
  return harvested(run);
}

function harvested({ tree, plantings }: Harvest): TreeObject {
  for (const plant of plantings) plant();
  return tree;
}

async function runNode<Context>(node: PlanNode, run: Run<Context>): Promise<void> {
  switch (node.kind) {
    case 'RootFetch':
      return fetchRoot(node, run);
    case 'EntityFetch':
      return fetchEntities(node, run);
    case 'Sequence':
      for (const each of node.nodes) await runNode(each, run);
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((each) => runNode(each, run)));
  }
}
