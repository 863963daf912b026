import { buildSchema, getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

describe('the graph over HTTP', () => {
  let product: Product;
  let token: string;
  beforeAll(async () => {
    product = await startProduct({ settings: { SAMPLE_DATA: 'off' } });
    token = product.adminToken;
  });
  afterAll(() => product[Symbol.asyncDispose]());

  it.each([
    ['nonsense', '{ nonsense', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ unknown }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two operations and no name', 'query A { viewer { login } } query B { viewer { login } }', 'OPERATION_RESOLUTION_FAILURE'],
  ])('answers 400 to %s, with its code', async (_name, query, code) => {
    const { status, errors, data } = await product.graphql(query, { token });
    expect({ status, data }).toEqual({ status: 400, data: undefined });
    expect(errors).toMatchObject([{ extensions: { code, status: 400 } }]);
  });

  it.each([
    ['a body that is no JSON', 400, { body: '{"query":', type: 'application/json' }],
    ['a body of another type', 415, { body: '<query/>', type: 'application/xml' }],
    ['a body of more than four megabytes', 413, { body: JSON.stringify({ query: '#'.repeat(4_000_001) }), type: 'application/json' }],
  ])('answers %s with %i and an error of the taxonomy', async (_name, status, { body, type }) => {
    const response = await fetch(`${product.url}/graphql`, { method: 'POST', body, headers: { 'content-type': type, authorization: `TOK:${token}` } });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST', status: 400 } }] });
  });

  it('answers a GET of a query and refuses one of a mutation', async () => {
    const get = (query: string) =>
      fetch(`${product.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { authorization: `TOK:${token}`, 'apollo-require-preflight': 'true' },
      });
    expect(await (await get('{ viewer { login } }')).json()).toEqual({ data: { viewer: { login: 'admin@example.com' } } });
    expect((await get('mutation { deleteOrigin(input: { id: 1 }) { id } }')).status).toBe(405);
  });

  it('never lets an answer be stored', async () => {
    expect((await product.graphql('{ viewer { login } }', { token })).headers.get('cache-control')).toBe('no-store');
  });

  it('takes the token with a space, in any case, and nothing else than a token', async () => {
    const asked = (authorization: string) => product.graphql('{ viewer { login } }', { headers: { authorization } });
    expect((await asked(`tok: ${token.toUpperCase()}`)).status).toBe(200);
    expect((await asked(`Bearer ${token}`)).status).toBe(401);
    expect((await asked(`TOK:"${token}"`)).status).toBe(401);
  });

  it('serves the client schema, with what each field needs and nothing of federation', async () => {
    const response = await fetch(`${product.url}/schema.graphql`, { headers: { authorization: `TOK:${token}` } });
    const sdl = await response.text();
    expect(response.status).toBe(200);
    expect(sdl).toContain('purge(');
    expect(sdl).toContain('@access(method: PUT, module: PURGE_LOAD)');
    expect(sdl).not.toMatch(/join__|link__|_entities|_service/);
    expect(buildSchema(sdl).getQueryType()?.getFields().customer?.args.map(({ name }) => name)).toEqual(['accountNumber']);
  });

  it('serves the OpenAPI document and the health of the process', async () => {
    expect((await product.rest('GET', '/openapi.json')).json).toMatchObject({ openapi: '3.1.0' });
    expect((await product.rest('GET', '/health/live')).json).toEqual({ status: 'live' });
    expect((await product.rest('GET', '/health/ready')).json).toEqual({ status: 'ready' });
  });
});

describe('introspection', () => {
  const introspection = getIntrospectionQuery();

  it('needs a valid token by default', async () => {
    await using product = await startProduct({ settings: { SAMPLE_DATA: 'off' } });
    expect((await product.graphql(introspection)).status).toBe(401);
    expect((await fetch(`${product.url}/schema.graphql`)).status).toBe(401);
    const { data } = await product.graphql(introspection, { token: await product.token(['POST'], []) });
    const customer = data?.__schema.types.find(({ name }: { name: string }) => name === 'Customer');
    const origins = customer.fields.find(({ name }: { name: string }) => name === 'origins');
    expect(origins.description).toMatch(/Needs GET on CUSTOMER_ORIGINS\.$/);
  });

  it('is open to everybody when public, and nothing else is', async () => {
    await using product = await startProduct({ settings: { SAMPLE_DATA: 'off', INTROSPECTION: 'public' } });
    expect((await product.graphql(introspection)).data?.__schema.queryType.name).toBe('Query');
    expect((await fetch(`${product.url}/schema.graphql`)).status).toBe(200);
    const { status, data, errors } = await product.graphql('{ viewer { login } __schema { queryType { name } } }');
    expect({ status, data }).toEqual({ status: 401, data: undefined });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED', status: 401 } }]);
  });

  it('tells each token only what it may use when filtered, and leaves nothing to guess', async () => {
    await using product = await startProduct({ settings: { SAMPLE_DATA: 'off', INTROSPECTION: 'filtered' } });
    const token = await product.token(['GET'], ['CORE_REPORTS']);
    const { data } = await product.graphql(introspection, { token });
    const types = new Map<string, { fields: { name: string }[] | null }>(data?.__schema.types.map((type: { name: string }) => [type.name, type]));
    expect(types.get('Customer')?.fields?.map(({ name }) => name)).toEqual(['accountNumber', 'pops', 'traffic', 'reportLimits', 'bytesTransferred', 'bytesByInterval', 'hitsByStatus', 'cacheStatuses', 'name', 'reportsCompleteUntil', 'topFiles', 'topDirectories', 'completeDownloads', 'storage', 'usage', 'billingRegions']);
    expect(data?.__schema.mutationType).toBeNull();
    expect([types.has('EdgeCname'), types.has('CreateOriginInput'), types.has('Traffic')]).toEqual([false, false, true]);
    const sdl = await (await fetch(`${product.url}/schema.graphql`, { headers: { authorization: `TOK:${token}` } })).text();
    expect(sdl).toContain('hitsByStatus');
    expect(sdl).not.toMatch(/\bedgeCname\b/);
    expect(buildSchema(sdl).getType('EdgeCname')).toBeUndefined();
    const { errors } = await product.graphql('{ customer { edgeCnam { id } } }', { token });
    expect(errors?.[0]?.message).not.toMatch(/Did you mean|edgeCname"/);
    expect((await product.graphql('{ viewer { login } __type(name: "EdgeCname") { name } }', { token })).status).toBe(400);
    expect((await product.graphql('{ __type(name: "EdgeCname") { name } }', { token })).data).toEqual({ __type: null });
    expect((await product.graphql(introspection, { token: product.adminToken })).data?.__schema.mutationType).toEqual({ kind: 'OBJECT', name: 'Mutation' });
  });

  it('is answered to nobody when off', async () => {
    await using product = await startProduct({ settings: { SAMPLE_DATA: 'off', INTROSPECTION: 'off' } });
    expect((await product.graphql(introspection, { token: product.adminToken })).status).toBe(400);
    expect((await fetch(`${product.url}/schema.graphql`, { headers: { authorization: `TOK:${product.adminToken}` } })).status).toBe(404);
  });
});
