import { type RuleTree, judge } from '@edgegraph/permissions/rules.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { accessOf } from '@edgegraph/schema/access.ts';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
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
import { getArgumentValues } from 'graphql/execution/values.js';

/** What is denied: the error for a field node, by the concrete type on which it is selected. */
export type Denials = ReadonlyMap<FieldNode, ReadonlyMap<string, GraphQLError>>;

/** The schema and its rules, as every walk reads them. */
export interface Guarded {
  readonly schema: GraphQLSchema;
  readonly rules: RuleTree;
  /** The types that are reached by key: a field that asks for nothing but a valid token and only refers to one asks nothing of a service. */
  readonly entities: ReadonlySet<string>;
}

/** An operation of a valid document, with its variables coerced. */
export interface Authorizable {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
}

/** What judging each selected field found. */
export interface Findings {
  readonly denials: Denials;
  /** One error per denied field, with its response path (without list indexes, which nobody knows yet). */
  readonly errors: readonly GraphQLError[];
  /** Whether a root field is denied. */
  readonly rootDenied: boolean;
  /** Whether a field that asks something of a service is allowed. */
  readonly asksAllowed: boolean;
}

/** Judges each guarded field that the operation selects with these variables. What lies below a denied field is not looked at. */
export async function walk({ document, operation, variables, viewer }: Authorizable, { schema, rules, entities }: Guarded): Promise<Findings> {
  const fragments = fragmentsOf(document);
  const denials = new Map<FieldNode, Map<string, GraphQLError>>();
  const errors: GraphQLError[] = [];
  let rootDenied = false;
  let asksAllowed = false;

  const visitSelections = async (selections: SelectionSetNode, types: readonly GraphQLObjectType[], path: readonly string[]): Promise<void> => {
    for (const selection of selections.selections) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) await visitField(selection, types, [...path, (selection.alias ?? selection.name).value]);
      else {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        if (fragment) await visitSelections(fragment.selectionSet, narrow(types, fragment.typeCondition?.name.value), path);
      }
    }
  };

  const visitField = async (node: FieldNode, types: readonly GraphQLObjectType[], path: readonly string[]): Promise<void> => {
    const below = new Set<GraphQLObjectType>();
    let denial: GraphQLError | undefined;
    for (const type of types) {
      const field = type.getFields()[node.name.value];
      if (!field) continue;
      const rule = rules[type.name]?.[field.name];
      const denied = rule && (await judge(rule, getArgumentValues(field, node, variables), { viewer }));
      if (denied) {
        denial = denied;
        denials.set(node, (denials.get(node) ?? new Map<string, GraphQLError>()).set(type.name, denied));
        continue;
      }
      asksAllowed ||= rule !== undefined && !isReference(schema, field, entities);
      for (const possible of possibleTypes(schema, field.type)) below.add(possible);
    }
    if (denial) {
      rootDenied ||= path.length === 1;
      errors.push(new GraphQLError(denial.message, { nodes: node, path: [...path], extensions: denial.extensions }));
    }
    if (node.selectionSet) await visitSelections(node.selectionSet, [...below], path);
  };

  const narrow = (types: readonly GraphQLObjectType[], condition: string | undefined): readonly GraphQLObjectType[] => {
    const type = condition === undefined ? undefined : schema.getType(condition);
    if (!type) return types;
    return types.filter((each) => each === type || (isAbstractType(type) && schema.isSubType(type, each)));
  };

  const root = schema.getRootType(operation.operation);
  if (root) await visitSelections(operation.selectionSet, [root], []);
  return { denials, errors, rootDenied, asksAllowed };
}

const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])));

/** @see GraphQL, section 3.13.1 and 3.13.2: `@skip` wins over `@include`. */
const isIncluded = (node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, variables)?.if !== true && getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;

/** The object types that a field may hand out; none for leaves. */
function possibleTypes(schema: GraphQLSchema, output: GraphQLOutputType): readonly GraphQLObjectType[] {
  const type = getNamedType(output);
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

function isReference(schema: GraphQLSchema, field: Parameters<typeof accessOf>[1], entities: ReadonlySet<string>): boolean {
  const access = accessOf(schema, field);
  return access?.method === null && access.module === null && entities.has(getNamedType(field.type).name);
}
