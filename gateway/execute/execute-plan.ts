import type { PlanNode } from '../plan/nodes.ts';
import { fetchEntities } from './fetch-entities.ts';
import { fetchRoot } from './fetch-root.ts';
import type { Run } from './run.ts';
import type { TreeObject } from './tree.ts';

export type PlanExecution<Context> = Omit<Run<Context>, 'tree' | 'plantings'> & { readonly plan: PlanNode };

/** Runs a plan; gives the tree of all that was fetched, with a `Failure` wherever something was lost. Never rejects. */
export async function executePlan<Context>({ plan, ...execution }: PlanExecution<Context>): Promise<TreeObject> {
  const run: Run<Context> = { ...execution, tree: {}, plantings: [] };
  await runNode(plan, run);
  for (const plant of run.plantings) plant();
  return run.tree;
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
