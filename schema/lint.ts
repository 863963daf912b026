import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { accessOf } from './access.ts';
import type { HttpMethod } from './generated/access.ts';

type Field = GraphQLField<unknown, unknown>;

/** Everything in a client schema that breaks the house's conventions: one sentence each, with the fix. `entities` are those that stand for something stored. */
export const lint = (schema: GraphQLSchema, entities: ReadonlySet<string>): string[] => [
  ...undescribed(schema),
  ...unguarded(schema, entities),
  ...guardedButNonNull(schema),
  ...methodsAgainstTheirNames(schema),
  ...entitiesWithSeveralModules(schema, entities),
];

function undescribed(schema: GraphQLSchema): string[] {
  const missing: string[] = [];
  const look = (where: string, node: { readonly description?: string | null | undefined }) => {
    if (!node.description) missing.push(`${where} has no description; say what it means, its unit and bounds.`);
  };
  const roots = new Set<GraphQLNamedType | null | undefined>([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of ownTypes(schema)) {
    if (!roots.has(type)) look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field);
      for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  return missing;
}

/** Fields that must reach a service, or that hand out an entity, and have no `@access`. */
function unguarded(schema: GraphQLSchema, entities: ReadonlySet<string>): string[] {
  const roots = rootTypes(schema);
  return fieldsOf(schema)
    .filter(([type, field]) => accessOf(schema, field) === undefined && (roots.has(type.name) || (!isPage(type) && reachesService(type, field, entities))))
    .map(([type, field]) => `${type.name}.${field.name} has no @access; give it the method and module of its REST route.`);
}

const reachesService = (type: GraphQLObjectType, field: Field, entities: ReadonlySet<string>): boolean =>
  entityIn(field, entities) !== undefined || (entities.has(type.name) && field.args.length > 0);

function guardedButNonNull(schema: GraphQLSchema): string[] {
  return fieldsOf(schema)
    .filter(([, field]) => accessOf(schema, field) !== undefined && isNonNullType(field.type))
    .map(([type, field]) => `${type.name}.${field.name} has @access and must be nullable, so that its denial costs itself alone.`);
}

function methodsAgainstTheirNames(schema: GraphQLSchema): string[] {
  const mutation = schema.getMutationType();
  return fieldsOf(schema).flatMap(([type, field]) => {
    const method = accessOf(schema, field)?.method ?? null;
    const expected: HttpMethod = type === mutation ? mutationMethod(field.name) : 'GET';
    if (method === expected || (method === null && type !== mutation)) return [];
    return [`${type.name}.${field.name} has @access(method: ${method}); by its name it needs ${expected}.`];
  });
}

function mutationMethod(name: string): HttpMethod {
  if (name.startsWith('create')) return 'POST';
  return name.startsWith('delete') || name.startsWith('cancel') ? 'DELETE' : 'PUT';
}

/** Else a field of one module would tell what another module hides. */
function entitiesWithSeveralModules(schema: GraphQLSchema, entities: ReadonlySet<string>): string[] {
  const modules = new Map<string, Map<string, string>>();
  for (const [type, field] of fieldsOf(schema)) {
    const entity = entityIn(field, entities);
    const access = accessOf(schema, field);
    if (entity === undefined || access === undefined) continue;
    const users = modules.get(entity) ?? new Map<string, string>();
    modules.set(entity, users.set(String(access.module), `${type.name}.${field.name}`));
  }
  return [...modules]
    .filter(([, users]) => users.size > 1)
    .map(([entity, users]) => {
      const uses = [...users].map(([module, field]) => `${field} (${module})`).join(', ');
      return `${entity} is handed out under several modules: ${uses}. Give all the module that reads ${entity}.`;
    });
}

/** The entity that a field hands out, by itself, in a list or in a page. */
function entityIn(field: Field, entities: ReadonlySet<string>): string | undefined {
  const name = getNamedType(field.type).name.replace(/Connection$/, '');
  return entities.has(name) ? name : undefined;
}

const isPage = (type: GraphQLObjectType): boolean => /(Connection|Edge)$/.test(type.name);

const rootTypes = (schema: GraphQLSchema): ReadonlySet<string | undefined> =>
  new Set([schema.getQueryType()?.name, schema.getMutationType()?.name, schema.getSubscriptionType()?.name]);

const ownTypes = (schema: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));

const fieldsOf = (schema: GraphQLSchema): [GraphQLObjectType, Field][] =>
  ownTypes(schema)
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field): [GraphQLObjectType, Field] => [type, field]));
