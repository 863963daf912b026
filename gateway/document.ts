/** What several stages read of a client's document. */
import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** The field that any object answers and no service is needed for. */
export const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Each root field of an operation, out of the fragments that it stands in. */
export function rootFields({ selections }: SelectionSetNode, document: DocumentNode): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(selection.selectionSet, document);
    const spread = document.definitions.find((each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value);
    return spread?.kind === Kind.FRAGMENT_DEFINITION ? rootFields(spread.selectionSet, document) : [];
  });
}

/** Whether it is `@skip` or `@include`, which decide what is selected. */
export const isCondition = ({ kind, name }: DirectiveNode | ArgumentNode): boolean =>
  kind === Kind.DIRECTIVE && (name.value === 'skip' || name.value === 'include');

/** The names of the variables within those directives and arguments that `decides` picks. */
export function variablesWithin(document: DocumentNode, decides: (node: DirectiveNode | ArgumentNode) => boolean): string[] {
  const names = new Set<string>();
  const collect = { Variable: ({ name }: { readonly name: { readonly value: string } }) => void names.add(name.value) };
  const look = (node: DirectiveNode | ArgumentNode) => void (decides(node) && visit(node, collect));
  visit(document, { Directive: look, Argument: look });
  return [...names];
}
