/**
 * What is planned of a document: one operation, or one per root field of a mutation, without what the gateway itself answers (introspection, the
 * root's `__typename`), with the `__typename` of every abstract type, and under the keys of the merged tree.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  isAbstractType,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Supergraph } from '../supergraph.ts';
import { treeKey } from './tree-key.ts';

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The documents to plan, each with one operation, in the order in which they run; none if nothing is to be fetched. */
export function normalize(document: DocumentNode, operationName: string | undefined, supergraph: Supergraph): DocumentNode[] {
  const { definitions } = withTreeKeys(document, supergraph);
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const operation = definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION && (operationName === undefined || each.name?.value === operationName),
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`The document has no operation named ${operationName}.`);

  const fields = rootFields(operation.selectionSet, fragments).filter((each) => !fieldOf(each)?.name.value.startsWith('__'));
  const groups = operation.operation === OperationTypeNode.MUTATION ? byResponseKey(fields) : [fields];
  return groups.filter((selections) => selections.length > 0).map((selections) => toDocument(operation, selections, fragments));
}

function withTreeKeys(document: DocumentNode, supergraph: Supergraph): DocumentNode {
  const typeInfo = new TypeInfo(supergraph.apiSchema);
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: {
        leave: (node) => {
          if (node.name.value === '__schema' || node.name.value === '__type') return null;
          const key = treeKey(node, supergraph);
          return key === (node.alias ?? node.name).value ? undefined : { ...node, alias: { kind: Kind.NAME, value: key } };
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

/** Each root field on its own, inside inline fragments that carry the directives of the fragments that it stood in. */
function rootFields({ selections }: SelectionSetNode, fragments: readonly FragmentDefinitionNode[]): SelectionNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.find(({ name }) => name.value === selection.name.value);
    const fields = fragment ? rootFields(fragment.selectionSet, fragments) : [];
    return selection.directives?.length ? fields.map((field) => under(selection, field)) : fields;
  });
}

const under = ({ directives }: SelectionNode, field: SelectionNode): SelectionNode => ({
  kind: Kind.INLINE_FRAGMENT,
  directives,
  selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
});

function fieldOf(selection: SelectionNode | undefined): FieldNode | undefined {
  if (selection?.kind === Kind.FIELD) return selection;
  return selection?.kind === Kind.INLINE_FRAGMENT ? fieldOf(selection.selectionSet.selections[0]) : undefined;
}

/**
 * A mutation's fields run one after the other, each with all that is selected beneath it; planned together, the entities of one would be fetched
 * while the next already runs.
 * @see GraphQL, section 6.2.2
 */
const byResponseKey = (fields: readonly SelectionNode[]): SelectionNode[][] => [
  ...Map.groupBy(fields, (selection) => {
    const field = fieldOf(selection);
    return (field?.alias ?? field?.name)?.value;
  }).values(),
];

const toDocument = (operation: OperationDefinitionNode, selections: readonly SelectionNode[], fragments: readonly FragmentDefinitionNode[]): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [{ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } }, ...fragments],
});
