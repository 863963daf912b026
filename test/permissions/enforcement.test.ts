/** Ways past the rules that have been found in other servers, each tried over real HTTP. */
import { createHash } from 'node:crypto';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import type { Call } from '@edgegraph/rest/client.ts';
import { inProcess } from '@edgegraph/rest/in-process.ts';
import { mcc } from '@edgegraph/subgraphs/mcc/resolvers.ts';
import { realtimestats } from '@edgegraph/subgraphs/realtimestats/resolvers.ts';
import { reporting } from '@edgegraph/subgraphs/reporting/resolvers.ts';
import { type Subgraph, createSubgraph } from '@edgegraph/subgraphs/subgraph.ts';
import { users } from '@edgegraph/subgraphs/users/resolvers.ts';
import { type FormattedExecutionResult, graphql } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Data, type Product, sampleRange, startProduct } from '../product.ts';

let product: Product;
/** The routes that were called, by method and path below the account. */
const called: string[] = [];

beforeAll(async () => {
  const throughCall =
    (call: Call): Call =>
    (route, input, caller) => {
      called.push(`${route.method} ${route.path.split('{AN}/')[1] ?? route.path}`);
      return call(route, input, caller);
    };
  product = await startProduct({ throughCall });
  await product.customer('0002');
  const { adminToken: token } = product;
  await product.graphql('mutation { createEdgeCname(input: { name: "second.example.com", platform: HTTP_SMALL, originId: null }) { id } }', { token });
});
beforeEach(() => void called.splice(0));
afterAll(() => product[Symbol.asyncDispose]());

/** Sends a body that is no ordinary one. */
async function post(body: unknown, token?: string) {
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `TOK:${token}` }) };
  const response = await fetch(`${product.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  return answerOf(response);
}

async function get(parameters: Record<string, string>, token: string) {
  const headers = { authorization: `TOK:${token}`, 'apollo-require-preflight': 'true' };
  const response = await fetch(`${product.url}/graphql?${new URLSearchParams(parameters).toString()}`, { headers });
  return answerOf(response);
}

/** What GraphQL over HTTP answers. */
const answerOf = async (response: Response) => ({ status: response.status, body: (await response.json()) as FormattedExecutionResult<Data> });

const cnames = '{ customer { edgeCnames { nodes { name } } } }';
const forbidden = (path: readonly (string | number)[]) => expect.objectContaining({ path, extensions: expect.objectContaining({ code: 'FORBIDDEN', status: 403 }) });

describe('a field that is denied within lists of lists', () => {
  it('is null and FORBIDDEN at each of its places, and nothing is called for it', async () => {
    const token = await product.token(['GET'], ['CUSTOMER_ORIGINS', 'EDGE_CNAMES']);
    const { data, errors } = await product.graphql(
      '{ customer { origins { nodes { id edgeCnames { nodes { id live { bitsPerSecond } } edges { node { speed: live { at } } } } } } } }',
      { token },
    );
    const inOrigin = ['customer', 'origins', 'nodes', 0, 'edgeCnames'];
    expect(data?.customer.origins.nodes).toEqual([{ id: '1', edgeCnames: { nodes: [{ id: '1', live: null }], edges: [{ node: { speed: null } }] } }]);
    expect(errors).toEqual([forbidden([...inOrigin, 'nodes', 0, 'live']), forbidden([...inOrigin, 'edges', 0, 'node', 'speed'])]);
    expect(called.filter((route) => route.includes('live'))).toEqual([]);
  });
});

describe('a mutation that returns the whole entity', () => {
  const rename = 'mutation { updateEdgeCname(input: { id: 1, name: "www.semicomplete.com", originId: 1 }) { id edgeCname { name origin { directory } } } }';

  it('is done without being read back, where the token may write but not read', async () => {
    const token = await product.token(['PUT'], ['EDGE_CNAMES', 'CUSTOMER_ORIGINS']);
    const { status, data, errors } = await product.graphql(rename, { token });
    expect({ status, data }).toEqual({ status: 200, data: { updateEdgeCname: { id: '1', edgeCname: null } } });
    expect(errors).toEqual([forbidden(['updateEdgeCname', 'edgeCname'])]);
    expect(called).toEqual(['PUT cnames/{id}']);
  });

  it('is read back without what lies behind a module that the token lacks', async () => {
    const token = await product.token(['GET', 'PUT'], ['EDGE_CNAMES']);
    const { data, errors } = await product.graphql(rename, { token });
    expect(data).toEqual({ updateEdgeCname: { id: '1', edgeCname: { name: 'www.semicomplete.com', origin: null } } });
    expect(errors).toEqual([forbidden(['updateEdgeCname', 'edgeCname', 'origin'])]);
    expect(called).toEqual(['PUT cnames/{id}', 'GET cnames/{id}']);
  });
});

describe('a field asked several times under aliases', () => {
  it('is judged each time by its own arguments', async () => {
    const token = await product.token(['GET'], ['EDGE_CNAMES']);
    const { data, errors } = await product.graphql(
      '{ own: customer(accountNumber: "0001") { accountNumber } other: customer(accountNumber: "0002") { ...F } customer { ...F } } fragment F on Customer { name: edgeCname(id: 1) { id } }',
      { token },
    );
    expect(data).toEqual({ own: { accountNumber: '0001' }, other: null, customer: { name: { id: '1' } } });
    expect(errors).toEqual([forbidden(['other'])]);
  });
});

describe('several operations in one request', () => {
  it('are refused whole, whatever the token may do: neither runs', async () => {
    const { status, body } = await post([{ query: cnames }, { query: 'mutation { deleteEdgeCname(input: { id: 1 }) { id } }' }], product.adminToken);
    expect({ status, hasData: 'data' in body }).toEqual({ status: 400, hasData: false });
    expect(called).toEqual([]);
  });

  it('are judged by the one that is named alone', async () => {
    const query = `query Allowed { viewer { userId } } query Denied ${cnames} mutation Delete { deleteEdgeCname(input: { id: 1 }) { id } }`;
    const token = await product.token(['GET'], []);
    expect(await post({ query, operationName: 'Allowed' }, token)).toMatchObject({ status: 200, body: { data: { viewer: {} } } });
    expect(await post({ query, operationName: 'Denied' }, token)).toMatchObject({ status: 403 });
    expect(await post({ query, operationName: 'Delete' }, token)).toMatchObject({ status: 403 });
    expect(called).toEqual([]);
  });
});

describe('a GET request', () => {
  it('is judged as a POST is', async () => {
    expect(await get({ query: cnames }, await product.token(['GET'], ['EDGE_CNAMES']))).toMatchObject({ status: 200 });
    called.splice(0);
    const { status, body } = await get({ query: cnames }, await product.token(['GET'], ['CUSTOMER_ORIGINS']));
    expect({ status, body }).toEqual({ status: 403, body: { errors: [forbidden(['customer', 'edgeCnames'])] } });
    expect(called).toEqual([]);
  });

  it('never runs a mutation, also by a name among queries', async () => {
    const query = `query Read ${cnames} mutation Delete { deleteEdgeCname(input: { id: 1 }) { id } }`;
    expect(await get({ query, operationName: 'Delete' }, product.adminToken)).toMatchObject({ status: 405 });
    expect(called).toEqual([]);
  });
});

describe('an automatic persisted query', () => {
  const query = `query Persisted ${cnames}`;
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };

  it('is judged anew for each token that sends its hash, also when another one brought the text', async () => {
    const reader = await product.token(['GET'], ['EDGE_CNAMES']);
    const other = await product.token(['GET'], ['CORE_REPORTS']);
    expect(await post({ extensions }, reader)).toMatchObject({ body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] } });
    expect(await post({ extensions, query }, reader)).toMatchObject({ status: 200, body: { data: { customer: {} } } });
    called.splice(0);
    const denied = { status: 403, body: { errors: [forbidden(['customer', 'edgeCnames'])] } };
    expect(await post({ extensions }, other)).toEqual(denied);
    expect(await get({ extensions: JSON.stringify(extensions) }, other)).toEqual(denied);
    expect(await post({ extensions })).toMatchObject({ status: 401 });
    expect(called).toEqual([]);
    expect(await post({ extensions }, reader)).toMatchObject({ status: 200 });
  });

  it('is not taken under a hash that is not its own', async () => {
    const { status, body } = await post({ extensions, query: `${query} ` }, product.adminToken);
    expect({ status, hasData: 'data' in body }).toEqual({ status: 400, hasData: false });
    expect(called).toEqual([]);
  });
});

describe('the schema in an operation', () => {
  it('carries no denied field along', async () => {
    const token = await product.token(['GET'], []);
    const query = `{ __typename __schema { queryType { name } } ${cnames.slice(1)}`;
    expect(await product.graphql(query, { token })).toMatchObject({ status: 403, body: { errors: [forbidden(['customer', 'edgeCnames'])] } });
    const { data } = await product.graphql(`{ viewer { userId } ${query.slice(1)}`, { token });
    expect(data).toMatchObject({ __typename: 'Query', __schema: { queryType: { name: 'Query' } }, customer: { edgeCnames: null } });
    expect(called).toEqual([]);
  });
});

describe('a subgraph that is reached without the gateway', () => {
  const asked: readonly (readonly [string, (call: Call) => Subgraph, string])[] = [
    ['mcc', (call) => createSubgraph(mcc, call), '{ customer { edgeCnames { totalCount } } }'],
    ['reporting', (call) => createSubgraph(reporting, call), `{ customer { hitsByStatus(range: ${sampleRange}) { status } } }`],
    ['realtimestats', (call) => createSubgraph(realtimestats, call), '{ customer { live { bitsPerSecond } } }'],
    ['users', (call) => createSubgraph(users, call), '{ customer { users { totalCount } } }'],
  ];
  const forged = (accountNumber: string): Viewer => ({
    userId: 1,
    login: 'admin@example.com',
    accountNumber,
    methods: new Set(httpMethods),
    modules: new Set(modules),
  });

  it.each(asked)('%s is refused by the services what a forged viewer claims beyond its token', async (_name, subgraphOver, source) => {
    const { schema, contextFor } = subgraphOver(inProcess(product.door, { timeoutMs: 1000 }));
    const poor = await product.token(['DELETE'], ['CONFIG_VERSIONS']);
    for (const [token, accountNumber] of [[poor, '0001'], [product.adminToken, '0002'], ['', '0001'], ['nobody', '0001']] as const) {
      const { data, errors } = await graphql({ schema, source, contextValue: contextFor({ viewer: forged(accountNumber), token }) });
      expect(JSON.stringify(data)).toMatch(/^\{"customer":\{"\w+":(null|\{"bitsPerSecond":null\})\}\}$/);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual([expect.stringMatching(/^(FORBIDDEN|UNAUTHENTICATED)$/)]);
    }
  });
});

describe('tokens of different reach that send one document at once', () => {
  const query = `query ($an: ID, $all: Boolean = true) {
    viewer { userId }
    customer(accountNumber: $an) { edgeCnames @include(if: $all) { totalCount } origins @skip(if: $all) { totalCount } }
  }`;

  it('each get their own verdict, every time', async () => {
    const tokens = await Promise.all([
      product.token(['GET'], ['EDGE_CNAMES']),
      product.token(['GET'], ['CUSTOMER_ORIGINS']),
      product.token(['GET'], ['EDGE_CNAMES', 'CUSTOMER_ORIGINS']),
      product.token(['POST'], ['EDGE_CNAMES', 'CUSTOMER_ORIGINS']),
      product.token(['GET'], ['EDGE_CNAMES'], '0002'),
    ]);
    const variables = [{}, { all: false }, { an: '0001' }, { an: '0002' }];
    const kinds = tokens.flatMap((token) => variables.map((each) => ({ token, variables: each })));
    const ask = async (kind: (typeof kinds)[number]) => {
      const { status, body } = await product.graphql(query, kind);
      return JSON.stringify({ status, body });
    };
    const alone: string[] = [];
    for (const kind of kinds) alone.push(await ask(kind));
    expect(new Set(alone).size).toBeGreaterThan(10);
    for (let round = 0; round < 10; round += 1) expect(await Promise.all(kinds.map(ask))).toEqual(alone);
  });
});
