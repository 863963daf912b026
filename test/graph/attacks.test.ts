import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

let product: Product;
let admin: string;
beforeAll(async () => {
  product = await startProduct();
  admin = product.adminToken;
});
afterAll(() => product[Symbol.asyncDispose]());

const users = '/v2/mcc/customers/0001/users';

/** A few lines that spell out to `2 ** count` fields. */
const exploding = (count: number, type: string): string =>
  `{ ...F0 } ${Array.from({ length: count }, (_, index) => `fragment F${index} on ${type} { ...F${index + 1} ... { ...F${index + 1} } }`).join(' ')}
   fragment F${count} on ${type} { viewer { login } }`;

const nested = (levels: number): string =>
  `{ customer { edgeCnames(platform: HTTP_LARGE) { nodes ${'{ origin { edgeCnames { nodes '.repeat(levels)} { id } ${'} } }'.repeat(levels)} } } }`;

describe('an operation that explodes', () => {
  it.each([
    ['by fragments that spread each other', exploding(30, 'Query'), 'fields'],
    ['by its depth', nested(20), 'levels deep'],
    ['by aliases', `{ ${Array.from({ length: 5001 }, (_, index) => `a${index}: __typename`).join(' ')} }`, 'fields'],
  ])('%s is refused before it is judged, also by permissionsFor', async (_how, operation, message) => {
    const asked = await product.graphql(operation, { token: admin });
    expect({ status: asked.status, data: asked.data }).toEqual({ status: 400, data: undefined });
    expect(asked.errors?.map((error) => error.message).join(' ')).toContain(message);
    const told = await product.graphql('query ($operation: String!) { permissionsFor(operation: $operation) { methods } }', {
      token: admin,
      variables: { operation },
    });
    expect(told.errors).toMatchObject([{ message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('by the nesting of its text is refused by the parser', async () => {
    for (const bracket of ['{a', '{ customer(accountNumber: [']) {
      const { status, errors } = await product.graphql(bracket + bracket.slice(-1).repeat(50_000), { token: admin });
      expect({ status, code: errors?.[0]?.extensions?.code }).toEqual({ status: 400, code: 'GRAPHQL_PARSE_FAILED' });
    }
  });
});

describe('names that every object inherits', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('are aliases as any other: %s', async (name) => {
    const { data } = await product.graphql(`{ ${name}: customer { ${name}: accountNumber edgeCname(id: 1) { ${name}: name } } }`, { token: admin });
    expect(Object.entries(data?.[name])).toContainEqual([name, '0001']);
    expect(Object.entries(data?.[name].edgeCname)).toEqual([[name, 'www.semicomplete.com']]);
  });

  it('are no members of a body', async () => {
    const body = '"Email":"proto@example.com","FirstName":"A","LastName":"B"';
    const created = await fetch(product.url + users, {
      method: 'POST',
      headers: { authorization: `TOK:${admin}`, 'content-type': 'application/json' },
      body: `{"__proto__":{"Methods":["GET"],"Modules":["DASHBOARD"]},"constructor":{"prototype":{"Methods":["GET"]}},${body}}`,
    });
    expect(await created.json()).toMatchObject({ Token: null });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a text that would end an SQL string', () => {
  const texts = ["' OR '1'='1", "'); DROP TABLE users; --", '\\\'; SELECT 1 --', '{accountNumber:String}', '$1 ? :name'];

  it.each(texts)('comes back as it went: %s', async (text) => {
    const body = { Email: `sql-${texts.indexOf(text)}@example.com`, FirstName: text, LastName: text, City: text };
    const { CustomerUserId } = (await product.rest('POST', users, { token: admin, body })).json;
    expect((await product.rest('GET', `${users}/${CustomerUserId}`, { token: admin })).json).toMatchObject({ FirstName: text, LastName: text, City: text });
  });

  it.each(texts)('is no POP of a report, and finds nothing as a path: %s', async (text) => {
    const report = (name: string, query: string) => product.rest('GET', `/v2/reporting/customers/0001/${name}?begindate=2015-05-17&enddate=2015-05-21&${query}`, { token: admin });
    expect(await report('bytestransferred', `pops=${encodeURIComponent(text)}`)).toMatchObject({ status: 400, text: expect.stringContaining('has no POP') });
    const filter = encodeURIComponent(JSON.stringify({ Dimension: 'path', In: [text] }));
    expect(await report('traffic', `filter=${filter}`)).toMatchObject({ status: 200, json: [{ Total: { Requests: 0, Bytes: 0 } }] });
  });

  it.each(texts)('is nobody as a token, and no id: %s', async (text) => {
    expect((await product.rest('GET', users, { token: text.replaceAll(' ', '') })).text).toContain('Invalid user');
    expect((await product.graphql('query ($id: ID!) { customer { user(id: $id) { login } } }', { token: admin, variables: { id: text } })).data?.customer.user).toBeNull();
  });
});

describe('a client that forges headers', () => {
  const forged = { forwarded: 'for=192.0.2.1', 'x-forwarded-for': '192.0.2.1', 'x-real-ip': '192.0.2.1', 'true-client-ip': '192.0.2.1' };

  it('does not come from the address that it says', async () => {
    const body = { Email: 'bound@example.com', FirstName: 'A', LastName: 'B', Methods: ['GET'], Modules: ['VIEW_USERS'] };
    const { CustomerUserId } = (await product.rest('POST', users, { token: admin, body })).json;
    const rotated = await product.rest('PUT', `${users}/${CustomerUserId}/token`, { token: admin, body: { AllowedCidrs: ['192.0.2.0/24'] } });
    const headers = { authorization: `TOK:${rotated.json.Token}`, ...forged };
    expect((await fetch(product.url + users, { headers })).status).toBe(403);
    expect((await product.graphql('{ viewer { login } }', { headers })).status).toBe(401);
  });

  it('does not call another method than it has', async () => {
    const token = await product.token(['GET'], ['VIEW_USERS', 'DELETE_USER']);
    const headers = { authorization: `TOK:${token}`, 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    expect((await fetch(`${product.url + users}/1?_method=DELETE`, { headers })).status).toBe(200);
    expect((await product.rest('GET', `${users}/1`, { token })).json).toMatchObject({ Id: 1 });
  });
});

describe("a browser on another's page", () => {
  const mutation = 'mutation { deleteOrigin(input: { id: 1 }) { id } }';
  const post = (type: string, body: string) =>
    fetch(`${product.url}/graphql`, { method: 'POST', headers: { authorization: `TOK:${admin}`, 'content-type': type, origin: 'https://evil.example' }, body });

  it.each([
    ['text/plain', JSON.stringify({ query: mutation })],
    ['application/x-www-form-urlencoded', new URLSearchParams({ query: mutation }).toString()],
    ['multipart/form-data; boundary=x', `--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n${mutation}\r\n--x--`],
  ])('cannot send an operation as %s', async (type, body) => {
    const { status } = await post(type, body);
    expect([400, 415]).toContain(status);
  });

  it('cannot send one by GET, nor read what it is answered', async () => {
    const query = await fetch(`${product.url}/graphql?query={__typename}`, { headers: { authorization: `TOK:${admin}` } });
    expect(query.status).toBe(400);
    expect((await post('application/json', '{"query":"{ __typename }"}')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('cannot send many at once', async () => {
    expect((await post('application/json', JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]))).status).toBe(400);
  });
});

describe("another customer's users", () => {
  it('are as if they did not exist to every field and mutation that takes an id, and stay as they are', async () => {
    await product.customer('BEEF');
    const foreign = await product.token(['GET', 'PUT'], ['EDIT_USER'], 'BEEF');
    const asForeign = () => product.graphql('{ viewer { userId } }', { token: foreign });
    const id = (await asForeign()).data?.viewer.userId;
    expect((await product.graphql('query ($id: ID!) { customer { user(id: $id) { login } } }', { token: admin, variables: { id } })).data?.customer.user).toBeNull();
    const mutations = [
      `setPermissions(input: { userId: ${id}, expectedVersion: 1, methods: [], modules: [] }) { userId }`,
      `updateUser(input: { id: ${id}, login: "a@example.com", firstName: "A", lastName: "B" }) { id }`,
      `grantForOperation(input: { userId: ${id}, operation: "{ viewer { login } }" }) { userId }`,
      `rotateToken(input: { userId: ${id} }) { issuedToken }`,
      `deleteBackupToken(input: { userId: ${id} }) { userId }`,
      `deleteUser(input: { id: ${id} }) { id }`,
    ];
    for (const mutation of mutations) {
      expect((await product.graphql(`mutation { ${mutation} }`, { token: admin })).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    }
    expect((await asForeign()).data?.viewer).toEqual({ userId: id });
    const log = await product.graphql(`{ customer { accessLog(userId: ${id}) { nodes { kind } } } }`, { token: admin });
    expect(log.data?.customer.accessLog.nodes).toEqual([]);
  });

  it('are out of reach of the entities that only the gateway may ask for', async () => {
    const entities = '{ _entities(representations: [{ __typename: "User", id: "2" }]) { ... on User { login } } }';
    expect(await product.graphql(entities, { token: admin })).toMatchObject({ status: 400, errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  });
});
