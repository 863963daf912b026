import { mcc } from '@edgegraph/rest/mcc.ts';
import { requirementOf } from '@edgegraph/rest/route.ts';
import { allRoutes } from '@edgegraph/rest/services.ts';
import { users } from '@edgegraph/rest/users.ts';
import { guardedFields } from '@edgegraph/schema/access.ts';
import { clientSchema } from '@edgegraph/schema/compose.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordedProduct, startRecordedProduct } from './recorded-product.ts';
import { type RoutesBehind, measureRoutes } from './routes-behind.ts';

const schema = clientSchema(supergraphSdl());

describe('the @access of a field', () => {
  let product: RecordedProduct;
  let behind: RoutesBehind;
  beforeAll(async () => {
    product = await startRecordedProduct();
    behind = await measureRoutes(schema, product);
  });
  afterAll(() => product[Symbol.asyncDispose]());

  it.each(guardedFields(schema))('$name asks exactly what each route asks that the field is seen to call', ({ name, ...access }) => {
    const routes = [...(behind.get(name) ?? [])];
    const asksOfRest = access.method !== null || access.module !== null;
    expect(asksOfRest && routes.length === 0).toBe(false);
    expect(routes.map((route) => ({ route: route.path, ...requirementOf(route) }))).toEqual(routes.map((route) => ({ route: route.path, ...access })));
  });

  it('leaves no route without a field, but those that tell whose token it is, and the older form of another', () => {
    const reached = new Set([...behind.values()].flatMap((routes) => [...routes]));
    expect(allRoutes.filter((route) => !reached.has(route))).toEqual([mcc.createTokenDirectoryOfMediaType, users.getTokenOwner, users.getSelf]);
  });
});
