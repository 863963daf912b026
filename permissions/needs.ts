import { accessOf } from '@edgegraph/schema/access.ts';
import type { Requirement } from '@edgegraph/schema/errors.ts';
import type { GraphQLSchema } from 'graphql';
import { ancestors } from './grants.ts';
import { type HttpMethod, type Module, httpMethods, modules } from './modules.ts';
import { type Operation, selectedFields } from './selection.ts';

/** What one guarded field of an operation needs. */
export interface FieldNeed extends Requirement {
  /** Where it stands in the answer, its names joined by dots. */
  readonly path: string;
  /** Its type and name in the schema, joined by a dot. */
  readonly field: string;
}

/** What each guarded field that the operation selects needs, in the order of the selections; fields under `@skip` and `@include` count. */
export function needsOf(schema: GraphQLSchema, operation: Operation): FieldNeed[] {
  const needs = new Map<string, FieldNeed>();
  for (const { type, field, path } of selectedFields(schema, operation)) {
    const access = accessOf(schema, field);
    const need = access && { ...access, path: path.join('.'), field: `${type.name}.${field.name}` };
    if (need) needs.set(`${need.path} ${need.field}`, need);
  }
  return [...needs.values()];
}

/** The least grants that meet all needs: the methods, and the modules without those above them, which come along. */
export function leastGrants(needs: readonly Requirement[]): { methods: HttpMethod[]; modules: Module[] } {
  const methods = new Set(needs.map(({ method }) => method));
  const needed = new Set(needs.map(({ module }) => module));
  const implied = new Set([...needed].flatMap((module) => (module ? ancestors(module) : [])));
  return {
    methods: httpMethods.filter((method) => methods.has(method)),
    modules: modules.filter((module) => needed.has(module) && !implied.has(module)),
  };
}
