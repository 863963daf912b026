import { GraphQLError } from 'graphql';
import type { RootFetchNode } from '../plan/nodes.ts';
import type { Answer } from './answer.ts';
import { locate, plant, plantAbsent } from './failure.ts';
import { rewrite, rewritePath } from './rewrite.ts';
import { type Harvest, type Run, ask } from './run.ts';
import { type TreeObject, merge } from './tree.ts';

/** Fetches root fields into the tree. Never rejects. */
export async function fetchRoot<Context>(node: RootFetchNode, run: Run<Context>): Promise<void> {
  takeRoot(node, await ask(node, run), run);
}

/** Puts root fields that were fetched into the tree. */
export function takeRoot(node: RootFetchNode, answer: Answer | GraphQLError, { tree, plantings, schema }: Harvest): void {
  if (answer instanceof GraphQLError) {
    plantings.push(() => plantAbsent(tree, answer, node.selections, schema));
    return;
  }
  const { data, errors } = answer;
  rewrite(data, node.outputRewrites, schema);
  for (const { error, path } of errors) {
    for (const each of path ? [rewritePath(path, node.outputRewrites)] : nullFields(data)) {
      const failure = locate(error, each, data);
      plantings.push(() => plant(tree, failure, node.selections, schema));
    }
  }
  if (data) merge(tree, data);
}

/** Where an error without a path belongs: at each root field that is null, or everywhere. */
const nullFields = (data: TreeObject | null): string[][] =>
  data ? Object.keys(data).flatMap((key) => (data[key] === null ? [[key]] : [])) : [[]];
