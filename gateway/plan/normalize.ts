/**
 * What is planned of a document: one operation, or one per root field of a mutation. Without what these variables skip (the
 * planner loses conditions that contradict those around them) and what the gateway itself answers (introspection, the root's
 * `__typename`); with the `__typename` of every abstract type; and under the keys of the merged tree.
 */
import { isIncluded } from '@edgegraph/permissions/selection.ts';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  TypeInfo,
  isAbstractType,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isCondition, rootFields, typename } from '../document.ts';
import type { Supergraph } from '../supergraph.ts';
import { treeKey } from './tree-key.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** The documents to plan, each with one operation, in the order in which they run; none if nothing is to be fetched. */
export function normalize(
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
  supergraph: Supergraph,
): DocumentNode[] {
  const plannable = toPlannable(document, variables, supergraph);
  const { definitions } = plannable;
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const operation = definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION && (operationName === undefined || each.name?.value === operationName),
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`The document has no operation named ${operationName}.`);

  const fields = rootFields(operation.selectionSet, plannable).filter(({ name }) => !name.value.startsWith('__'));
  const groups = operation.operation === OperationTypeNode.MUTATION ? byResponseKey(fields) : [fields];
  return groups.filter((selections) => selections.length > 0).map((selections) => toDocument(operation, selections, fragments));
}

function toPlannable(document: DocumentNode, variables: Variables, supergraph: Supergraph): DocumentNode {
  const typeInfo = new TypeInfo(supergraph.apiSchema);
  const select = <Node extends SelectionNode>(node: Node): Node | null =>
    isIncluded(node, variables) ? withoutConditions(node) : null;
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      FragmentSpread: { enter: select },
      InlineFragment: { enter: select },
      Field: {
        enter: (node) => (node.name.value === '__schema' || node.name.value === '__type' ? null : select(node)),
        leave: (node) => {
          const key = treeKey(node, supergraph);
          return { ...node, alias: key === node.name.value ? undefined : { kind: Kind.NAME, value: key } };
        },
      },
      SelectionSet: {
        leave: (node) =>
          node.selections.length === 0 || isAbstractType(typeInfo.getParentType())
            ? { ...node, selections: [...node.selections, typename] }
            : undefined,
      },
    }),
  );
}

const withoutConditions = <Node extends SelectionNode>(node: Node): Node => ({
  ...node,
  directives: node.directives?.filter((directive) => !isCondition(directive)),
});

/**
 * A mutation's fields run one after the other, each with all that is selected beneath it; planned together, the entities of one
 * would be fetched while the next already runs.
 * @see GraphQL, section 6.2.2
 */
const byResponseKey = (fields: readonly FieldNode[]): FieldNode[][] => [
  ...Map.groupBy(fields, ({ alias, name }) => (alias ?? name).value).values(),
];

const toDocument = (
  operation: OperationDefinitionNode,
  selections: readonly FieldNode[],
  fragments: readonly FragmentDefinitionNode[],
): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [{ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } }, ...fragments],
});
