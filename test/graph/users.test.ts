import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Product, sampleRange, startProduct } from '../product.ts';

let product: Product;
let admin: string;
beforeAll(async () => {
  product = await startProduct();
  admin = product.adminToken;
});
afterAll(() => product[Symbol.asyncDispose]());

const hits = `{ customer { hitsByStatus(range: ${sampleRange}) { status } } }`;

async function create(login: string, more: object = {}, token = admin) {
  const { data, errors } = await product.graphql(
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { id issuedToken user { login contact { phone } permissions { version methods modules } } } }',
    { token, variables: { input: { login, firstName: 'Grace', lastName: 'Hopper', ...more } } },
  );
  return { created: data?.createUser, errors };
}

const save = (input: object, token = admin) =>
  product.graphql('mutation ($input: SetPermissionsInput!) { setPermissions(input: $input) { version issuedToken permissions { methods modules } } }', {
    token,
    variables: { input },
  });

describe('a user', () => {
  it('is created without permissions and token, changed, and deleted', async () => {
    const { created, errors } = await create('grace@example.com', { contact: { phone: '+1 555 0100' } });
    expect(errors).toBeUndefined();
    expect(created).toMatchObject({
      issuedToken: null,
      user: { login: 'grace@example.com', contact: { phone: '+1 555 0100' }, permissions: { version: 1, methods: [], modules: [] } },
    });
    const update = await product.graphql(
      'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { login lastName contact { phone } } } }',
      { token: admin, variables: { input: { id: created.id, login: 'grace@example.org', firstName: 'Grace', lastName: 'Murray' } } },
    );
    expect(update.data?.updateUser.user).toEqual({ login: 'grace@example.org', lastName: 'Murray', contact: { phone: null } });
    const deletion = await product.graphql('mutation ($id: ID!) { deleteUser(input: { id: $id }) { id } }', { token: admin, variables: { id: created.id } });
    expect(deletion.data).toEqual({ deleteUser: { id: created.id } });
    const { data } = await product.graphql('query ($id: ID!) { customer { user(id: $id) { id } } }', { token: admin, variables: { id: created.id } });
    expect(data?.customer).toEqual({ user: null });
  });

  it('is refused with a wrong e-mail address, without a name, or with the login of another, at the paths of the input', async () => {
    const { errors } = await create('no address', { firstName: ' ' });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'input.login' }, { path: 'input.firstName' }] });
    expect((await create('ADMIN@example.com')).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'input.login' }] });
  });

  it('is found by a search and listed in each order', async () => {
    await create('list-b@example.net', { firstName: 'Barbara', lastName: 'Zuse' });
    await create('list-a@example.net', { firstName: 'Alan', lastName: 'Turing' });
    const list = (args: string) => product.graphql(`{ customer { users(search: "LIST-", ${args}) { totalCount nodes { login } pageInfo { hasNextPage endCursor } } } }`, { token: admin });
    const first = (await list('orderBy: LOGIN, first: 1')).data?.customer.users;
    expect(first).toMatchObject({ totalCount: 2, nodes: [{ login: 'list-a@example.net' }], pageInfo: { hasNextPage: true } });
    const second = (await list(`orderBy: LOGIN, first: 1, after: "${first.pageInfo.endCursor}"`)).data?.customer.users;
    expect(second.nodes).toEqual([{ login: 'list-b@example.net' }]);
    expect((await list('orderBy: NAME')).data?.customer.users.nodes[0].login).toBe('list-a@example.net');
  });
});

describe('permissions', () => {
  it('issue a token with the first method, hold from the next request on, and revoke it with the last', async () => {
    const { created } = await create('permitted@example.com');
    const granted = await save({ userId: created.id, expectedVersion: 1, methods: ['GET'], modules: ['CORE_REPORTS'] });
    const { issuedToken: token, ...rest } = granted.data?.setPermissions ?? {};
    expect(rest).toEqual({ version: 2, permissions: { methods: ['GET'], modules: ['REPORTS', 'CORE_REPORTS'] } });
    expect((await product.graphql(hits, { token })).status).toBe(200);
    await save({ userId: created.id, expectedVersion: 2, methods: ['GET'], modules: ['REPORTS'] });
    expect((await product.graphql(hits, { token })).status).toBe(403);
    await save({ userId: created.id, expectedVersion: 3, methods: [], modules: ['CORE_REPORTS'] });
    expect((await product.graphql(hits, { token })).status).toBe(401);
    expect((await product.rest('GET', '/v2/mcc/users/self', { token })).json).toEqual({ Message: 'Invalid user' });
  });

  it('are not overwritten by who has not seen the last save: a CONFLICT says who saved what', async () => {
    const { created } = await create('contested@example.com');
    await save({ userId: created.id, expectedVersion: 1, methods: ['GET'], modules: ['DASHBOARD'] });
    const { data, errors } = await save({ userId: created.id, expectedVersion: 1, methods: [], modules: [] });
    expect(data).toEqual({ setPermissions: null });
    expect(errors).toMatchObject([
      { extensions: { code: 'CONFLICT', status: 409, savedBy: 'admin@example.com', version: 2, methods: ['GET'], modules: ['DASHBOARD'] } },
    ]);
  });

  it('cannot be given by who does not hold them, nor taken from the administrator', async () => {
    const editor = await product.token(['GET', 'PUT'], ['VIEW_USERS', 'EDIT_USER']);
    const { created } = await create('climber@example.com');
    const { errors } = await save({ userId: created.id, expectedVersion: 1, methods: ['GET', 'DELETE'], modules: ['PURGE_LOAD'] }, editor);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'input.methods' }, { path: 'input.modules' }] });
    const { errors: refused } = await save({ userId: '1', expectedVersion: 1, methods: [], modules: [] });
    expect(refused?.[0]).toMatchObject({ message: expect.stringContaining('administrator'), extensions: { code: 'BAD_USER_INPUT' } });
  });
});

describe('tokens', () => {
  it('are rotated, listed without themselves, and the backup deleted', async () => {
    const { created } = await create('rotating@example.com', { methods: ['GET'], modules: ['CORE_REPORTS'] });
    const rotation = await product.graphql('mutation ($input: RotateTokenInput!) { rotateToken(input: $input) { issuedToken } }', {
      token: admin,
      variables: { input: { userId: created.id, name: 'dashboard', expiresAt: '2999-01-01T00:00:00Z', allowedCidrs: ['127.0.0.0/8'] } },
    });
    const { issuedToken } = rotation.data?.rotateToken ?? {};
    for (const token of [created.issuedToken, issuedToken]) expect((await product.graphql(hits, { token })).status).toBe(200);
    const { data } = await product.graphql('{ viewer { tokenName tokenExpiresAt limits { fields levels pageSize } } }', { token: issuedToken });
    expect(data?.viewer).toEqual({ tokenName: 'dashboard', tokenExpiresAt: '2999-01-01T00:00:00.000Z', limits: { fields: 5000, levels: 40, pageSize: 1000 } });
    const list = await product.graphql('query ($id: ID!) { customer { user(id: $id) { tokens { kind name allowedCidrs } } } }', {
      token: admin,
      variables: { id: created.id },
    });
    expect(list.data?.customer.user.tokens).toEqual([
      { kind: 'PRIMARY', name: 'dashboard', allowedCidrs: ['127.0.0.0/8'] },
      { kind: 'BACKUP', name: null, allowedCidrs: [] },
    ]);
    await product.graphql('mutation ($id: ID!) { deleteBackupToken(input: { userId: $id }) { userId } }', { token: admin, variables: { id: created.id } });
    expect((await product.graphql(hits, { token: created.issuedToken })).status).toBe(401);
    expect((await product.graphql(hits, { token: issuedToken })).status).toBe(200);
  });

  it('are refused from addresses that are not theirs', async () => {
    const { created } = await create('elsewhere@example.com', { methods: ['GET'], modules: ['CORE_REPORTS'] });
    const rotation = await product.graphql('mutation ($input: RotateTokenInput!) { rotateToken(input: $input) { issuedToken } }', {
      token: admin,
      variables: { input: { userId: created.id, allowedCidrs: ['192.0.2.0/24'] } },
    });
    expect((await product.graphql(hits, { token: rotation.data?.rotateToken.issuedToken })).status).toBe(401);
  });
});

describe('the least permissions of an operation', () => {
  const operation = 'mutation { purge(input: { platform: HTTP_LARGE, path: "http://www.semicomplete.com/" }) { id contentJob { status } } }';

  it('are told field by field, with those that the viewer lacks', async () => {
    const token = await product.token(['PUT'], ['PURGE_LOAD']);
    const { data } = await product.graphql(
      'query ($operation: String!) { permissionsFor(operation: $operation) { methods modules needs { path field method module } missing { path method } } }',
      { token, variables: { operation } },
    );
    expect(data?.permissionsFor).toEqual({
      methods: ['GET', 'PUT'],
      modules: ['PURGE_LOAD'],
      needs: [
        { path: 'purge', field: 'Mutation.purge', method: 'PUT', module: 'PURGE_LOAD' },
        { path: 'purge.contentJob', field: 'PurgePayload.contentJob', method: 'GET', module: 'PURGE_LOAD' },
      ],
      missing: [{ path: 'purge.contentJob', method: 'GET' }],
    });
  });

  it('are granted in one step, after which the operation runs whole', async () => {
    const { created } = await create('purger@example.com');
    const grant = () =>
      product.graphql('mutation ($input: GrantForOperationInput!) { grantForOperation(input: $input) { version issuedToken permissions { methods modules } } }', {
        token: admin,
        variables: { input: { userId: created.id, operation } },
      });
    const { data } = await grant();
    expect(data?.grantForOperation).toMatchObject({ version: 2, permissions: { methods: ['GET', 'PUT'], modules: ['CONTENT', 'PURGE_LOAD'] } });
    const purged = await product.graphql(operation, { token: data?.grantForOperation.issuedToken });
    expect(purged.errors).toBeUndefined();
    expect((await grant()).data?.grantForOperation).toMatchObject({ version: 2, issuedToken: null });
  });

  it('cannot be told of what is no operation of this graph', async () => {
    for (const [text, message] of [['{ nonsense', 'Syntax Error'], ['{ unknown }', 'unknown'], ['query A { __typename } query B { __typename }', 'exactly one operation']]) {
      const { errors } = await product.graphql('query ($text: String!) { permissionsFor(operation: $text) { methods } }', { token: admin, variables: { text } });
      expect(errors).toMatchObject([{ message: expect.stringContaining(message ?? ''), extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'operation' }] } }]);
    }
  });
});

describe('the access log', () => {
  it('tells who changed whom, from what to what, from where; and what was denied; and no token', async () => {
    const { created } = await create('logged@example.com');
    const saved = await save({ userId: created.id, expectedVersion: 1, methods: ['GET'], modules: ['DASHBOARD'] });
    const token = saved.data?.setPermissions.issuedToken;
    await product.graphql(hits, { token });
    const log = (args: string) =>
      product.graphql(`{ customer { accessLog(${args}) { nodes { kind actorLogin subjectLogin address before after detail } pageInfo { hasNextPage endCursor } } } }`, { token: admin });
    await expect.poll(async () => (await log('first: 1, kinds: [DENIED]')).data?.customer.accessLog.nodes[0]).toMatchObject({
      kind: 'DENIED',
      actorLogin: 'logged@example.com',
      address: '127.0.0.1',
      detail: expect.stringMatching(/Customer\.hitsByStatus.*GET on CORE_REPORTS/),
    });
    const { data } = await log(`userId: "${created.id}", kinds: [PERMISSIONS_SAVED, USER_CREATED]`);
    const [permissions, creation] = data?.customer.accessLog.nodes ?? [];
    expect(permissions).toMatchObject({ kind: 'PERMISSIONS_SAVED', actorLogin: 'admin@example.com', subjectLogin: 'logged@example.com', address: '127.0.0.1' });
    expect(JSON.parse(permissions.before)).toMatchObject({ Methods: [], Modules: [] });
    expect(JSON.parse(permissions.after)).toMatchObject({ Methods: ['GET'], Modules: ['DASHBOARD'] });
    expect(creation.kind).toBe('USER_CREATED');
    expect(JSON.stringify(await log('first: 1000'))).not.toContain(token);
  });

  it('is paged, newest first, each event once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Answer = await product.graphql(
        'query ($after: String) { customer { accessLog(first: 3, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }',
        { token: admin, variables: { after } },
      );
      const { nodes, pageInfo } = page.data?.customer.accessLog ?? {};
      seen.push(...nodes.map(({ id }: { id: string }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen.length).toBeGreaterThan(6);
    expect(seen.map(Number)).toEqual(seen.map(Number).toSorted((a, b) => b - a));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('needs its own module', async () => {
    const token = await product.token(['GET'], ['VIEW_USERS']);
    const { status, errors } = await product.graphql('{ customer { accessLog { nodes { id } } } }', { token });
    expect(status).toBe(403);
    expect(errors?.[0]?.extensions?.requires).toEqual({ method: 'GET', module: 'ACCESS_LOG' });
  });
});
