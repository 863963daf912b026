import type * as planner from '@graphql-hive/router-query-planner';
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode, parse } from 'graphql';
import type {
  EntityFetchNode,
  EntityLookup,
  PlanNode,
  Requirement,
  Rewrite,
  RootFetchNode,
  Selection,
  SubgraphOperation,
} from './nodes.ts';

/** Reads the planner's nodes. Throws on one that operations without conditions don't have. */
export function prepare(node: planner.PlanNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map(prepare) };
    case 'Fetch':
      return rootFetch(node);
    case 'Flatten':
      if (node.node.kind === 'Fetch') return flattenedFetch(node.path, node.node);
      break;
    case 'BatchFetch':
      return batchFetch(node);
    case 'Subscription':
      return rootFetch(node.primary);
  }
  throw new Error(`The planner gave a ${node.kind} node that this executor does not know.`);
}

const rootFetch = (node: planner.FetchNode): RootFetchNode => ({
  kind: 'RootFetch',
  ...operation(node),
  outputRewrites: (node.outputRewrites ?? []).map(rewrite),
});

const flattenedFetch = (path: planner.FlattenNodePathSegment[], node: planner.FetchNode): EntityFetchNode =>
  entityFetch(node, [
    {
      alias: '_entities',
      representationsVariableName: 'representations',
      paths: [path],
      requires: node.requires ?? [],
      inputRewrites: node.inputRewrites,
      outputRewrites: node.outputRewrites,
    },
  ]);

const batchFetch = (node: planner.BatchFetchNode): EntityFetchNode => entityFetch(node, node.entityBatch.aliases);

function entityFetch(
  node: planner.FetchNode | planner.BatchFetchNode,
  batches: readonly planner.EntityBatchAlias[],
): EntityFetchNode {
  const fetch = operation(node);
  return {
    kind: 'EntityFetch',
    ...fetch,
    lookups: batches.map((batch): EntityLookup => ({
      responseKey: batch.alias,
      variable: batch.representationsVariableName,
      paths: batch.paths,
      requires: batch.requires.map(requirement),
      inputRewrites: (batch.inputRewrites ?? []).map(rewrite),
      outputRewrites: (batch.outputRewrites ?? []).map(rewrite),
      selections: fetch.selections.find(({ key }) => key === batch.alias)?.selections ?? [],
    })),
  };
}

function operation(node: planner.FetchNode | planner.BatchFetchNode): SubgraphOperation {
  const document = parse(node.operation, { noLocation: true });
  return {
    service: node.serviceName,
    query: node.operation,
    document,
    operationName: node.operationName,
    variableNames: node.variableUsages ?? [],
    selections: selectionsOf(document),
  };
}

/** The root fields of a document with one operation. */
export function selectionsOf(document: DocumentNode): readonly Selection[] {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const root = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  return root ? spellOut(root.selectionSet, fragments, []) : [];
}

const spellOut = (
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  typeConditions: readonly string[],
): readonly Selection[] =>
  selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) {
      const beneath = node.selectionSet ? spellOut(node.selectionSet, fragments, []) : [];
      return [{ key: (node.alias ?? node.name).value, field: node, typeConditions, selections: beneath }];
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    if (!fragment) return [];
    const condition = fragment.typeCondition?.name.value;
    return spellOut(fragment.selectionSet, fragments, condition === undefined ? typeConditions : [...typeConditions, condition]);
  });

function requirement(selection: planner.RequiresSelection): Requirement {
  switch (selection.kind) {
    case 'Field':
      return {
        kind: 'Field',
        key: selection.name,
        name: selection.alias ?? selection.name,
        requires: (selection.selections ?? []).map(requirement),
      };
    case 'InlineFragment':
      return { kind: 'Fragment', typeCondition: selection.typeCondition, requires: selection.selections.map(requirement) };
    case 'FragmentSpread':
      throw new Error('The planner gave a fragment spread where it spells requirements out.');
  }
}

function rewrite(given: planner.FetchRewrite): Rewrite {
  if ('KeyRenamer' in given) return { path: given.KeyRenamer.path, change: { renameTo: given.KeyRenamer.renameKeyTo } };
  const { path, setValueTo } = 'ValueSetter' in given ? given.ValueSetter : given;
  return { path, change: { setTo: setValueTo } };
}
