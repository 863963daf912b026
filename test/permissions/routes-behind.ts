import type { Route } from '@edgegraph/rest/route.ts';
import { accessOf } from '@edgegraph/schema/access.ts';
import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { argumentsOf, ownAccount } from './arguments.ts';
import { type FieldSelection, type Selection, printOperation } from './operation.ts';
import { type RecordedProduct, everything } from './recorded-product.ts';

/** The routes behind each field with `@access`, by its type and name; none behind one that the graph answers by itself. */
export type RoutesBehind = ReadonlyMap<string, ReadonlySet<Route>>;

/** The fields that lead to a value, the root's first. */
type Way = readonly FieldSelection[];

/**
 * Measures which routes each field with `@access` calls: a token that may do everything asks for it alone, behind each field that hands out its type
 * and with each way to write its arguments; what the fields before it call does not count.
 * A field that calls none but hands out a value whose fields do (such as `traffic`) has theirs behind it.
 */
export async function measureRoutes(schema: GraphQLSchema, product: RecordedProduct): Promise<RoutesBehind> {
  const token = await product.tokenFor(everything);
  const behind = new Map<string, Set<Route>>();

  const callsOf = async (way: Way): Promise<readonly Route[]> => {
    if (way.length === 0) return [];
    const { query, variables } = printOperation({ kind: way[0]?.type === 'Mutation' ? 'mutation' : 'query', selections: nested(way) });
    product.takeRecord();
    const { status } = await product.graphql(query, { token, variables });
    if (status !== 200) throw new Error(`${query} was answered with ${status}.`);
    return product.takeRecord().called;
  };

  for (const { way, type } of waysIn(schema)) {
    const before = await callsOf(way);
    for (const field of Object.values(type.getFields())) {
      if (!accessOf(schema, field)) continue;
      const routes = behind.get(`${type.name}.${field.name}`) ?? new Set();
      behind.set(`${type.name}.${field.name}`, routes);
      for (const selection of selectionsOf(type, field)) {
        for (const route of without(await callsOf([...way, selection]), before)) routes.add(route);
      }
    }
  }
  return new Map([...behind].map(([field, routes]) => [field, routes.size > 0 ? routes : routesBelow(schema, field, behind)]));
}

/** Nothing but the way, to a value's type at its end. */
const nested = (way: Way): readonly Selection[] =>
  way.reduceRight<readonly Selection[]>(
    (selections, field) => [{ ...field, selections: selections.length === 0 ? field.selections : selections }],
    [],
  );

const selectionsOf = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): FieldSelection[] => {
  const ways = argumentsOf(field).filter(({ account }) => account === null || account === ownAccount);
  return ways.map((written) => ({
    kind: 'field',
    type: type.name,
    name: field.name,
    isGuarded: true,
    alias: null,
    arguments: written,
    conditions: [],
    selections: isObjectType(getNamedType(field.type)) ? [{ kind: 'meta', text: '__typename' }] : [],
  }));
};

/** The roots, and behind a shortest way to each type every field that leads on. */
function waysIn(schema: GraphQLSchema): { readonly way: Way; readonly type: GraphQLObjectType }[] {
  const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) => (type ? [{ way: [], type }] : []));
  const ways: { readonly way: Way; readonly type: GraphQLObjectType }[] = [...roots];
  const reached = new Set<GraphQLObjectType>();
  // Grows while it is walked: breadth first.
  for (const { way, type } of ways) {
    if (reached.has(type)) continue;
    reached.add(type);
    for (const field of Object.values(type.getFields())) {
      const [selection] = selectionsOf(type, field);
      const next = getNamedType(field.type);
      if (selection && isObjectType(next)) ways.push({ way: [...way, selection], type: next });
    }
  }
  return ways;
}

/** Those of `calls` that are more than `before` has already. */
function without(calls: readonly Route[], before: readonly Route[]): Route[] {
  const left = [...before];
  return calls.filter((route) => {
    const index = left.indexOf(route);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function routesBelow(schema: GraphQLSchema, field: string, behind: RoutesBehind): ReadonlySet<Route> {
  const [typeName = '', name = ''] = field.split('.');
  const type = schema.getType(typeName);
  const value = isObjectType(type) ? getNamedType(type.getFields()[name]?.type) : undefined;
  // The customer is a reference, made from the token alone; what its fields read is theirs.
  if (!isObjectType(value) || value.name === 'Customer') return new Set();
  return new Set(Object.keys(value.getFields()).flatMap((each) => [...(behind.get(`${value.name}.${each}`) ?? [])]));
}
