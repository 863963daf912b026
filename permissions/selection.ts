import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLSkipDirective,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';

/** A field of a concrete type that an operation selects, once for each type that its place may have. */
export interface SelectedField {
  readonly node: FieldNode;
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  /** Where it stands in the answer, without list indexes, which nobody knows yet. */
  readonly path: readonly string[];
  /** The field that it is selected on; null at the root. */
  readonly parent: SelectedField | null;
}

/** A valid document, and the operation of it that is meant. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * Every field that an operation selects, parents before their children, but `__typename` and the schema's own. With `variables` (coerced), what
 * `@skip` and `@include` leave out is left out here too; without, it counts as selected.
 */
export function* selectedFields(
  schema: GraphQLSchema,
  { document, operation }: Operation,
  variables?: Readonly<Record<string, unknown>>,
): Generator<SelectedField, void> {
  const root = schema.getRootType(operation.operation);
  if (root) yield* inSelections(operation.selectionSet, [root], null, { schema, fragments: fragmentsOf(document), variables });
}

/** Every field that is selected below the one that a resolver is asked for, in the same way; the paths begin there. */
export function* selectedBelow({ schema, fragments, variableValues, fieldNodes, returnType }: GraphQLResolveInfo): Generator<SelectedField, void> {
  for (const { selectionSet } of fieldNodes) {
    if (selectionSet) yield* inSelections(selectionSet, possibleTypes(schema, returnType), null, { schema, fragments: new Map(Object.entries(fragments)), variables: variableValues });
  }
}

/** What is needed to read selections. */
interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

function* inSelections(
  { selections }: SelectionSetNode,
  types: readonly GraphQLObjectType[],
  parent: SelectedField | null,
  reading: Reading,
): Generator<SelectedField, void> {
  const { schema, fragments, variables } = reading;
  for (const selection of selections) {
    if (variables && !isIncluded(selection, variables)) continue;
    if (selection.kind === Kind.FIELD) {
      for (const type of types) yield* onType(selection, type, parent, reading);
    } else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (fragment) yield* inSelections(fragment.selectionSet, narrow(schema, types, fragment.typeCondition?.name.value), parent, reading);
    }
  }
}

function* onType(node: FieldNode, type: GraphQLObjectType, parent: SelectedField | null, reading: Reading): Generator<SelectedField, void> {
  const field = type.getFields()[node.name.value];
  if (!field) return;
  const selected: SelectedField = { node, type, field, parent, path: [...(parent?.path ?? []), (node.alias ?? node.name).value] };
  yield selected;
  if (node.selectionSet) yield* inSelections(node.selectionSet, possibleTypes(reading.schema, field.type), selected, reading);
}

function narrow(schema: GraphQLSchema, types: readonly GraphQLObjectType[], condition: string | undefined): readonly GraphQLObjectType[] {
  const type = condition === undefined ? undefined : schema.getType(condition);
  return type ? types.filter((each) => each === type || (isAbstractType(type) && schema.isSubType(type, each))) : types;
}

const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])));

/**
 * Whether `@skip` and `@include` leave a selection in; `variables` are coerced.
 * @see GraphQL, sections 3.13.1 and 3.13.2: `@skip` wins over `@include`.
 */
export const isIncluded = (node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, variables)?.if !== true && getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;

/** The object types that a field may hand out; none for leaves. */
function possibleTypes(schema: GraphQLSchema, output: GraphQLOutputType): readonly GraphQLObjectType[] {
  const type = getNamedType(output);
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}
