/** Operations that ask for one field alone. */
import { accessOf } from '@edgegraph/schema/access.ts';
import { entityNames } from '@edgegraph/schema/entities.ts';
import { subgraphNames, subgraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { type GraphQLField, type GraphQLNamedType, type GraphQLObjectType, type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import { argumentsOf, ownAccount } from './arguments.ts';
import type { FieldSelection, Operation, Selection } from './operation.ts';

/** The fields that lead to a value, the root's first. */
export type Way = readonly FieldSelection[];

/** A way to a type's value, empty to a root. */
export interface WayIn {
  readonly way: Way;
  readonly type: GraphQLObjectType;
}

/** The roots, and behind a shortest way to each type every field that leads on. */
export function waysIn(schema: GraphQLSchema): readonly WayIn[] {
  const ways = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type): WayIn[] => (type ? [{ way: [], type }] : []));
  const reached = new Set<GraphQLObjectType>();
  // Grows while it is walked: breadth first.
  for (const { way, type } of ways) {
    if (reached.has(type)) continue;
    reached.add(type);
    for (const field of Object.values(type.getFields())) {
      const [selection] = selectionsOf(schema, type, field);
      const next = getNamedType(field.type);
      if (selection && isObjectType(next)) ways.push({ way: [...way, selection], type: next });
    }
  }
  return ways;
}

/**
 * A field with each way to write its arguments that asks for the own account; of an object no more than its type's name, of an entity what its home
 * says of it, too, since another subgraph may hand it out by its key alone.
 */
export const selectionsOf = (schema: GraphQLSchema, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): FieldSelection[] => {
  const ways = argumentsOf(field).filter(({ account }) => account === null || account === ownAccount);
  return ways.map((written) => ({
    kind: 'field',
    type: type.name,
    name: field.name,
    isGuarded: accessOf(schema, field) !== undefined,
    alias: null,
    arguments: written,
    conditions: [],
    selections: leastOf(schema, getNamedType(field.type)),
  }));
};

const entities = new Set(subgraphNames.flatMap((name) => entityNames(subgraphSdl(name))));

function leastOf(schema: GraphQLSchema, type: GraphQLNamedType): Selection[] {
  if (!isObjectType(type)) return [];
  const plain = Object.values(type.getFields()).filter((field) => entities.has(type.name) && isLeafType(getNamedType(field.type)) && accessOf(schema, field) === undefined);
  return [{ kind: 'meta', text: '__typename' }, ...plain.flatMap((field) => selectionsOf(schema, type, field))];
}

/** The operations of the root types that are no query's. */
const kinds: Readonly<Record<string, Operation['kind']>> = { Mutation: 'mutation', Subscription: 'subscription' };

/** Nothing but the way, with what the last of it selects. */
export const operationAlong = (way: Way): Operation => ({
  kind: kinds[way[0]?.type ?? ''] ?? 'query',
  selections: way.reduceRight<readonly Selection[]>(
    (selections, field) => [{ ...field, selections: selections.length === 0 ? field.selections : selections }],
    [],
  ),
});

/** For each field with `@access` an operation that asks for it alone, by a shortest way. */
export function operationsToGuardedFields(schema: GraphQLSchema): readonly Operation[] {
  const shortest = new Map(waysIn(schema).toReversed().map(({ way, type }) => [type, way]));
  return [...shortest].flatMap(([type, way]) =>
    Object.values(type.getFields())
      .filter((field) => accessOf(schema, field) !== undefined)
      .flatMap((field) => selectionsOf(schema, type, field).slice(0, 1))
      .map((selection) => operationAlong([...way, selection])),
  );
}
