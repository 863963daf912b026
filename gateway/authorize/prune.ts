import { type DocumentNode, type FieldNode, type GraphQLSchema, Kind, type SelectionNode, TypeInfo, isAbstractType, isObjectType, visit, visitWithTypeInfo } from 'graphql';
import { typename } from '../document.ts';
import type { Denials } from './walk.ts';

/**
 * The document without its denied fields. A field of an abstract type that only some of its types deny is left on the others;
 * a selection of which nothing is left asks for `__typename`, which no service is needed for.
 */
export function prune(document: DocumentNode, schema: GraphQLSchema, denials: Denials): DocumentNode {
  const typeInfo = new TypeInfo(schema);

  const cut = (node: FieldNode): SelectionNode | null | undefined => {
    const denied = denials.get(node);
    const parent = typeInfo.getParentType();
    if (!denied || !parent) return undefined;
    const types = isAbstractType(parent) ? schema.getPossibleTypes(parent) : isObjectType(parent) ? [parent] : [];
    const allowed = types.filter(({ name }) => !denied.has(name));
    if (allowed.length === types.length) return undefined;
    return allowed.length === 0 ? null : onTypes(node, allowed.map(({ name }) => name));
  };

  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: { enter: cut },
      SelectionSet: { leave: (node) => (node.selections.length === 0 ? { ...node, selections: [typename] } : undefined) },
    }),
  );
}

/** One inline fragment that holds the field once for each type. */
const onTypes = (node: FieldNode, names: readonly string[]): SelectionNode => ({
  kind: Kind.INLINE_FRAGMENT,
  selectionSet: {
    kind: Kind.SELECTION_SET,
    selections: names.map((name) => ({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
      selectionSet: { kind: Kind.SELECTION_SET, selections: [node] },
    })),
  },
});
