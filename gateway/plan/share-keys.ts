import {
  type FieldNode,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  getNamedType,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { Supergraph } from '../supergraph.ts';
import type { PlanNode, RootFetchNode, Selection } from './nodes.ts';
import { selectionsOf } from './prepare.ts';

/**
 * Several subgraphs may answer one `@shareable` root field that gives an entity, such as `customer`, yet the planner asks only
 * one of them for a key that the client selected; that subgraph's death would null the whole field. So each fetch of the field
 * asks for every such key.
 */
export function shareKeys(plan: PlanNode, supergraph: Supergraph): PlanNode {
  const fetches = rootFetches(plan);
  return fetches.length < 2 ? plan : mapRootFetches(plan, (fetch) => withKeys(fetch, fetches, supergraph));
}

function rootFetches(node: PlanNode): RootFetchNode[] {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(rootFetches);
    case 'RootFetch':
      return [node];
    case 'EntityFetch':
      return [];
  }
}

function mapRootFetches(node: PlanNode, change: (fetch: RootFetchNode) => RootFetchNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((each) => mapRootFetches(each, change)) };
    case 'RootFetch':
      return change(node);
    case 'EntityFetch':
      return node;
  }
}

function withKeys(fetch: RootFetchNode, all: readonly RootFetchNode[], supergraph: Supergraph): RootFetchNode {
  const missing = new Map<FieldNode, readonly FieldNode[]>();
  for (const root of fetch.selections) {
    const keys = keysIn(root, fetch.service, supergraph);
    const siblings = all
      .filter((each) => each !== fetch)
      .flatMap(({ selections }) => selections.filter(({ key }) => key === root.key));
    const own = new Set(root.selections.map(({ key }) => key));
    const selected = siblings.flatMap(({ selections }) =>
      selections.filter(({ key, field }) => keys?.has(field.name.value) && !own.has(key)),
    );
    const fields = new Map(selected.map(({ key, field }) => [key, field]));
    if (fields.size > 0) missing.set(root.field, [...fields.values()]);
  }
  return missing.size > 0 ? extend(fetch, missing) : fetch;
}

/** The key fields that a subgraph knows of the entity which a root field gives. */
function keysIn({ field }: Selection, service: string, { schema, keys }: Supergraph): ReadonlySet<string> | undefined {
  const definition = schema.getRootType(OperationTypeNode.QUERY)?.getFields()[field.name.value];
  return definition && keys.get(getNamedType(definition.type).name)?.get(service);
}

function extend(fetch: RootFetchNode, missing: ReadonlyMap<FieldNode, readonly FieldNode[]>): RootFetchNode {
  const document = visit(fetch.document, {
    Field: {
      enter: (node) => {
        const fields = missing.get(node);
        return fields && { ...node, selectionSet: withFields(node.selectionSet, fields) };
      },
    },
  });
  return { ...fetch, document, query: stripIgnoredCharacters(print(document)), selections: selectionsOf(document) };
}

const withFields = (set: SelectionSetNode | undefined, fields: readonly FieldNode[]): SelectionSetNode => ({
  kind: Kind.SELECTION_SET,
  selections: [...(set?.selections ?? []), ...fields],
});
