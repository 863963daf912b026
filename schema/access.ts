import { type ConstArgumentNode, type FieldDefinitionNode, type GraphQLField, type GraphQLSchema, getDirectiveValues, isObjectType } from 'graphql';
import type { Requirement } from './errors.ts';

/**
 * What `@access` on a field asks of a token, undefined where there is no `@access`.
 * `schema` must define the directive and come from SDL, since only that keeps applied directives.
 */
export function accessOf(schema: GraphQLSchema, field: Partial<Pick<GraphQLField<unknown, unknown>, 'astNode'>>): Requirement | undefined {
  const directive = schema.getDirective('access');
  const values = directive && field.astNode ? getDirectiveValues(directive, field.astNode) : undefined;
  // The directive's definition coerces both to its enums, whose types are generated from the same SDL.
  return values && { method: (values.method ?? null) as Requirement['method'], module: (values.module ?? null) as Requirement['module'] };
}

/** The arguments of `@access` on a field of SDL, before any schema is built; undefined where there is no `@access`. */
export const accessArguments = ({ directives = [] }: Pick<FieldDefinitionNode, 'directives'>): readonly ConstArgumentNode[] | undefined => {
  const access = directives.find(({ name }) => name.value === 'access');
  return access && (access.arguments ?? []);
};

/** What a guarded field asks; its name is its type's and its own, joined by a dot. */
export interface GuardedField extends Requirement {
  readonly name: string;
}

/** Every field of an object type that has `@access`; of `schema` the same is asked as for `accessOf`. */
export const guardedFields = (schema: GraphQLSchema): GuardedField[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        const access = accessOf(schema, field);
        return access ? [{ ...access, name: `${type.name}.${field.name}` }] : [];
      }),
    );
