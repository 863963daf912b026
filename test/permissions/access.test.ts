import { mcc } from '@edgegraph/rest/mcc.ts';
import { realtimestats } from '@edgegraph/rest/realtimestats.ts';
import { type Route, requirementOf } from '@edgegraph/rest/route.ts';
import { allRoutes } from '@edgegraph/rest/services.ts';
import { users } from '@edgegraph/rest/users.ts';
import { guardedFields } from '@edgegraph/schema/access.ts';
import { clientSchema } from '@edgegraph/schema/compose.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordedProduct, startRecordedProduct } from './recorded-product.ts';
import { type RoutesBehind, measureRoutes } from './routes-behind.ts';

const schema = clientSchema(supergraphSdl());
const guarded = guardedFields(schema);

const withoutField: readonly Route[] = [
  // The older form of createTokenDirectory, for clients of the contract.
  mcc.createTokenDirectoryOfMediaType,
  // The contract's forms of what submitContentJob and getContentJob do for the graph.
  mcc.purge,
  mcc.getPurge,
  mcc.load,
  mcc.getLoad,
  mcc.bulkPurge,
  mcc.getBulkPurge,
  mcc.bulkLoad,
  mcc.getBulkLoad,
  // The contract's forms of what getLive does for the graph, all for one second.
  realtimestats.getBandwidth,
  realtimestats.getConnections,
  realtimestats.getCacheStatus,
  realtimestats.getStatusCode,
  // The gateway asks it before it judges an operation; `viewer` answers from that.
  users.getTokenOwner,
  // The same for clients of REST, within an account.
  users.getSelf,
];

let product: RecordedProduct;
let behind: RoutesBehind;
beforeAll(async () => {
  product = await startRecordedProduct();
  behind = await measureRoutes(schema, product);
});
afterAll(() => product[Symbol.asyncDispose]());

describe('the @access of a field', () => {
  it.each(guarded)('$name asks exactly what each route asks that the field is seen to call', ({ name, ...access }) => {
    const routes = [...(behind.get(name) ?? [])];
    const asksOfRest = access.method !== null || access.module !== null;
    expect(asksOfRest && routes.length === 0).toBe(false);
    expect(routes.map((route) => ({ route: route.path, ...requirementOf(route) }))).toEqual(routes.map((route) => ({ route: route.path, ...access })));
  });

  it('stands on every field that is seen to call a route', () => {
    const names = new Set(guarded.map(({ name }) => name));
    const unguarded = [...behind].filter(([field, routes]) => !names.has(field) && routes.size > 0);
    expect(unguarded.map(([field, routes]) => ({ field, calls: [...routes].map(({ path }) => path) }))).toEqual([]);
    expect([...behind.keys()].filter((field) => !names.has(field)).length).toBeGreaterThan(names.size);
  });
});

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

describe('a route', () => {
  it('has a field of the graph that is seen to call it, unless it stands here with the reason why not', () => {
    const reached = new Set([...behind.values()].flatMap((routes) => [...routes]));
    expect(allRoutes.filter((route) => !reached.has(route)).map(nameOf)).toEqual(withoutField.map(nameOf));
  });
});
