import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Product, type SubgraphExecutors, sampleRange, startProduct } from '../product.ts';

const hits = `{ customer { hitsByStatus(range: ${sampleRange}) { status } } }`;
const restHits = '/v2/reporting/customers/0001/media/0/hits?begindate=2015-05-17&enddate=2015-05-20';

describe('403 semantics', () => {
  let product: Product;
  const asked: string[] = [];
  beforeAll(async () => {
    const throughSubgraphs = (subgraphs: SubgraphExecutors): SubgraphExecutors =>
      new Map(
        [...subgraphs].map(([name, execute]) => [
          name,
          (...request: Parameters<typeof execute>) => {
            asked.push(request[0].query);
            return execute(...request);
          },
        ]),
      );
    product = await startProduct({ throughSubgraphs });
    await product.customer('0002');
  });
  beforeEach(() => void asked.splice(0));
  afterAll(() => product[Symbol.asyncDispose]());

  describe.each([
    ['no token', undefined],
    ['an unknown token', '12345678-1234-1234-1234-1234567890ab'],
  ])('%s', (_name, token) => {
    it('is 401 UNAUTHENTICATED by GraphQL, without data and before anything is parsed', async () => {
      for (const query of [hits, '{ nonsense', '{ __schema { queryType { name } } }']) {
        const { status, body } = await product.graphql(query, token ? { token } : {});
        expect(status).toBe(401);
        expect(body).toEqual({ errors: [{ message: expect.stringContaining('TOK:<token>'), extensions: { code: 'UNAUTHENTICATED', status: 401 } }] });
      }
      expect(asked).toEqual([]);
    });

    it('is 403 Invalid user by REST', async () => {
      expect(await product.rest('GET', restHits, token ? { token } : {})).toMatchObject({ status: 403, json: { Message: 'Invalid user' } });
    });
  });

  describe.each([
    ['without the method', ['POST', 'PUT', 'DELETE'], ['CORE_REPORTS']],
    ['without the module', ['GET'], ['RAW_LOGS', 'EDGE_CNAMES']],
    ['without either', ['POST'], []],
  ] satisfies [string, HttpMethod[], Module[]][])('a token %s', (_name, methods, modules) => {
    it('is 403 FORBIDDEN by GraphQL, without data, and no subgraph is asked', async () => {
      const { status, body } = await product.graphql(hits, { token: await product.token(methods, modules) });
      expect(status).toBe(403);
      expect(body).toEqual({
        errors: [
          {
            message: 'Needs GET on CORE_REPORTS; an administrator grants it on the Users page.',
            path: ['customer', 'hitsByStatus'],
            locations: [{ line: 1, column: 14 }],
            extensions: { code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module: 'CORE_REPORTS' } },
          },
        ],
      });
      expect(asked).toEqual([]);
    });

    it('is 403 Access Denied by REST', async () => {
      const token = await product.token(methods, modules);
      expect(await product.rest('GET', restHits, { token })).toMatchObject({ status: 403, json: { Message: 'Access Denied' } });
    });
  });

  it('lets a token with the method and the module through in both', async () => {
    const token = await product.token(['GET'], ['CORE_REPORTS']);
    expect(await product.graphql(hits, { token })).toMatchObject({ status: 200, data: { customer: { hitsByStatus: expect.any(Array) } } });
    expect((await product.rest('GET', restHits, { token })).status).toBe(200);
  });

  it('answers the rest of a query of which some fields are denied, with null and an error at each of them', async () => {
    const token = await product.token(['GET'], ['CORE_REPORTS']);
    const { status, data, errors } = await product.graphql(
      `{ customer { traffic(range: ${sampleRange}) { total { requests } } edgeCnames { totalCount } cname: edgeCname(id: 1) { name } } viewer { login } }`,
      { token },
    );
    expect(status).toBe(200);
    expect(data).toEqual({
      customer: { traffic: { total: { requests: '8000' } }, edgeCnames: null, cname: null },
      viewer: { login: expect.any(String) },
    });
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['customer', 'edgeCnames'], { code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module: 'EDGE_CNAMES' } }],
      [['customer', 'cname'], { code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module: 'EDGE_CNAMES' } }],
    ]);
    expect(asked.join('\n')).not.toMatch(/edgeCname/);
  });

  it('puts the error of a denied field within a list at each place', async () => {
    const token = await product.token(['GET'], ['EDGE_CNAMES']);
    const { data, errors } = await product.graphql(`{ customer { edgeCnames { nodes { name origin { directory } live { at } } } } }`, { token });
    expect(data?.customer.edgeCnames.nodes).toEqual([{ name: 'www.semicomplete.com', origin: null, live: null }]);
    expect(errors?.map(({ path }) => path)).toEqual([
      ['customer', 'edgeCnames', 'nodes', 0, 'origin'],
      ['customer', 'edgeCnames', 'nodes', 0, 'live'],
    ]);
    expect(asked.join('\n')).not.toMatch(/origin|live/);
  });

  describe("another customer's account number", () => {
    it('is FORBIDDEN at that field by GraphQL and 403 by REST, whether or not it exists', async () => {
      for (const accountNumber of ['0002', 'BEEF']) {
        const { status, data, errors } = await product.graphql(
          `query ($an: ID) { viewer { login } customer(accountNumber: $an) { hitsByStatus(range: ${sampleRange}) { status } } }`,
          { token: product.adminToken, variables: { an: accountNumber } },
        );
        expect({ status, customer: data?.customer }).toEqual({ status: 200, customer: null });
        expect(errors).toMatchObject([{ path: ['customer'], extensions: { code: 'FORBIDDEN', status: 403 } }]);
        const refused = await product.rest('GET', restHits.replace('0001', accountNumber), { token: product.adminToken });
        expect(refused).toMatchObject({ status: 403, json: { Message: 'Access Denied' } });
      }
    });
  });

  describe('a mutation with one denied root field', () => {
    it('runs none of its fields', async () => {
      const token = await product.token(['GET', 'PUT'], ['PURGE_LOAD', 'EDGE_CNAMES']);
      const { status, body } = await product.graphql(
        `mutation {
          updateEdgeCname(input: { id: 1, name: "changed.example.com", originId: 1 }) { id }
          deleteEdgeCname(input: { id: 1 }) { id }
        }`,
        { token },
      );
      expect(status).toBe(403);
      expect(body).toEqual({
        errors: [expect.objectContaining({ path: ['deleteEdgeCname'], extensions: expect.objectContaining({ requires: { method: 'DELETE', module: 'EDGE_CNAMES' } }) })],
      });
      const { data } = await product.graphql('{ customer { edgeCname(id: 1) { name } } }', { token });
      expect(data?.customer.edgeCname.name).toBe('www.semicomplete.com');
    });
  });

  it("treats another customer's object as if it did not exist", async () => {
    const other = await product.token(['GET', 'PUT', 'DELETE'], ['EDGE_CNAMES', 'CUSTOMER_ORIGINS', 'CORE_REPORTS', 'VIEW_USERS'], '0002');
    const { data, errors } = await product.graphql(
      `{ customer { edgeCname(id: 1) { name } origin(id: 1) { directory } user(id: 1) { login } } }`,
      { token: other },
    );
    expect(errors).toBeUndefined();
    expect(data?.customer).toEqual({ edgeCname: null, origin: null, user: null });
    const deletion = await product.graphql('mutation { deleteEdgeCname(input: { id: 1 }) { id } }', { token: other });
    expect(deletion.data).toEqual({ deleteEdgeCname: null });
    expect(deletion.errors).toMatchObject([{ message: 'Edge CNAME 1 does not exist.', extensions: { code: 'NOT_FOUND', status: 404 } }]);
  });
});
