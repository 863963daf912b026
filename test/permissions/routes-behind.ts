import type { Route } from '@edgegraph/rest/route.ts';
import { guardedFields } from '@edgegraph/schema/access.ts';
import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { printOperation } from './operation.ts';
import { type RecordedProduct, everything } from './recorded-product.ts';
import { type Way, operationAlong, selectionsOf, waysIn } from './ways.ts';

/** The routes behind each field, by its type and name; none behind one that the graph answers by itself, or by what the field above it has read. */
export type RoutesBehind = ReadonlyMap<string, ReadonlySet<Route>>;

/**
 * Measures which routes each field calls: a token that may do everything asks for it alone, behind each field that hands out its type
 * and with each way to write its arguments; what the fields before it call does not count.
 * A field with `@access` that calls none but hands out a value whose fields do (such as `traffic`) has theirs behind it.
 */
export async function measureRoutes(schema: GraphQLSchema, product: RecordedProduct): Promise<RoutesBehind> {
  const token = await product.tokenFor(everything);
  const behind = new Map<string, Set<Route>>();

  const callsOf = async (way: Way): Promise<readonly Route[]> => {
    if (way.length === 0) return [];
    const operation = operationAlong(way);
    const { query, variables } = printOperation(operation);
    product.takeRecord();
    const { status } = await product.ask(operation.kind, query, { token, variables });
    if (status !== 200) throw new Error(`${query} was answered with ${status}.`);
    return product.takeRecord().called;
  };

  for (const { way, type } of waysIn(schema)) {
    const before = await callsOf(way);
    for (const field of Object.values(type.getFields())) {
      const routes = behind.get(`${type.name}.${field.name}`) ?? new Set();
      behind.set(`${type.name}.${field.name}`, routes);
      for (const selection of selectionsOf(schema, type, field)) {
        for (const route of without(await callsOf([...way, selection]), before)) routes.add(route);
      }
    }
  }
  const guarded = new Set(guardedFields(schema).map(({ name }) => name));
  return new Map([...behind].map(([field, routes]) => [field, guarded.has(field) && routes.size === 0 ? routesBelow(schema, field, behind) : routes]));
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
