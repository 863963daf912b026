import { type RuleTree, judge } from '@edgegraph/permissions/rules.ts';
import { type Operation, type SelectedField, selectedFields } from '@edgegraph/permissions/selection.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { accessOf } from '@edgegraph/schema/access.ts';
import { type FieldNode, GraphQLError, type GraphQLSchema, getNamedType } from 'graphql';
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

/** An operation of a valid document, with its variables coerced, and who asks. */
export interface Authorizable extends Operation {
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
export async function walk(request: Authorizable, guarded: Guarded): Promise<Findings> {
  const { variables, viewer } = request;
  const denials = new Map<FieldNode, Map<string, GraphQLError>>();
  const errors = new Map<string, GraphQLError>();
  const closed = new Set<SelectedField | null>();
  let rootDenied = false;
  let asksAllowed = false;

  for (const selected of selectedFields(guarded.schema, request, variables)) {
    const { node, type, field, path, parent } = selected;
    if (closed.has(parent)) {
      closed.add(selected);
      continue;
    }
    const rule = guarded.rules[type.name]?.[field.name];
    if (!rule) continue;
    const denied = await judge(rule, getArgumentValues(field, node, variables), { viewer });
    if (denied) {
      closed.add(selected);
      rootDenied ||= parent === null;
      denials.set(node, (denials.get(node) ?? new Map<string, GraphQLError>()).set(type.name, denied));
      errors.set(path.join('.'), new GraphQLError(denied.message, { nodes: node, path: [...path], extensions: denied.extensions }));
    } else {
      asksAllowed ||= !isReference(selected, guarded);
    }
  }
  return { denials, errors: [...errors.values()], rootDenied, asksAllowed };
}

function isReference({ field }: SelectedField, { schema, entities }: Guarded): boolean {
  const access = accessOf(schema, field);
  return access?.method === null && access.module === null && entities.has(getNamedType(field.type).name);
}
