import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import { httpMethods } from '@edgegraph/permissions/modules.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product[Symbol.asyncDispose]());

const run = async (query: string, input: object, token: string = product.adminToken) => product.graphql(query, { token, variables: { input } });

const createOrigin = 'mutation ($input: CreateOriginInput!) { createOrigin(input: $input) { id origin { directory platform http { hostnames } https { hostnames } } } }';
const createCname = 'mutation ($input: CreateEdgeCnameInput!) { createEdgeCname(input: $input) { id edgeCname { name path origin { directory } } } }';
const purge = 'mutation ($input: PurgeInput!) { purge(input: $input) { id contentJob { id action status path platform createdAt completedAt } } }';

const origin = (directory: string) => ({
  platform: 'HTTP_SMALL',
  directory,
  hostHeader: 'www.example.com',
  http: { hostnames: ['http://a.example.com:80', 'http://b.example.com:80'], loadBalancing: 'ROUND_ROBIN' },
});

describe('an origin and its CNAME', () => {
  it('are created, updated and deleted, and each answer shows what stands now', async () => {
    const created = await run(createOrigin, origin('shop'));
    expect(created.errors).toBeUndefined();
    expect(created.data?.createOrigin.origin).toEqual({
      directory: 'shop',
      platform: 'HTTP_SMALL',
      http: { hostnames: ['http://a.example.com:80', 'http://b.example.com:80'] },
      https: null,
    });
    const id = created.data?.createOrigin.id;

    const cname = await run(createCname, { name: 'shop.example.com', platform: 'HTTP_SMALL', path: 'static', originId: id });
    expect(cname.data?.createEdgeCname.edgeCname).toEqual({ name: 'shop.example.com', path: 'static', origin: { directory: 'shop' } });
    const cnameId = cname.data?.createEdgeCname.id;

    const updated = await run(
      'mutation ($input: UpdateOriginInput!) { updateOrigin(input: $input) { origin { http { hostnames } https { loadBalancing hostnames } networkConfiguration } } }',
      { ...origin('shop'), id, http: null, https: { hostnames: ['https://a.example.com:443'], loadBalancing: 'PRIMARY_FAILOVER' }, networkConfiguration: 'IPV6_ONLY' },
    );
    expect(updated.data?.updateOrigin.origin).toEqual({
      http: null,
      https: { loadBalancing: 'PRIMARY_FAILOVER', hostnames: ['https://a.example.com:443'] },
      networkConfiguration: 'IPV6_ONLY',
    });

    const inUse = await run('mutation ($input: DeleteOriginInput!) { deleteOrigin(input: $input) { id } }', { id });
    expect(inUse.errors).toMatchObject([{ path: ['deleteOrigin'], extensions: { code: 'CONFLICT', status: 409 } }]);

    const renamed = await run('mutation ($input: UpdateEdgeCnameInput!) { updateEdgeCname(input: $input) { edgeCname { name origin { id } } } }', {
      id: cnameId,
      name: 'store.example.com',
    });
    expect(renamed.data?.updateEdgeCname.edgeCname).toEqual({ name: 'store.example.com', origin: null });

    expect((await run('mutation ($input: DeleteEdgeCnameInput!) { deleteEdgeCname(input: $input) { id } }', { id: cnameId })).data).toEqual({
      deleteEdgeCname: { id: cnameId },
    });
    expect((await run('mutation ($input: DeleteOriginInput!) { deleteOrigin(input: $input) { id } }', { id })).data).toEqual({ deleteOrigin: { id } });
    const gone = await product.graphql('query ($o: ID!, $c: ID!) { customer { origin(id: $o) { id } edgeCname(id: $c) { id } } }', {
      token: product.adminToken,
      variables: { o: id, c: cnameId },
    });
    expect(gone.data?.customer).toEqual({ origin: null, edgeCname: null });
  });

  it('show in each payload of one request what its own mutation left', async () => {
    const { data, errors } = await product.graphql(
      `mutation ($first: CreateOriginInput!) {
        first: createOrigin(input: $first) { id origin { hostHeader } }
        second: updateOrigin(input: { id: 3, platform: HTTP_SMALL, directory: "twice", hostHeader: "new.example.com",
          http: { hostnames: ["http://a.example.com"], loadBalancing: ROUND_ROBIN } }) { origin { hostHeader } }
      }`,
      { token: product.adminToken, variables: { first: origin('twice') } },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ first: { id: '3', origin: { hostHeader: 'www.example.com' } }, second: { origin: { hostHeader: 'new.example.com' } } });
  });
});

describe('bad input', () => {
  it('is told all at once, at the paths of the input, with the fix', async () => {
    const { data, errors, status } = await run(createOrigin, {
      platform: 'ADN',
      directory: 'with space',
      hostHeader: 'http://www.example.com',
      https: { hostnames: ['a.example.com'], loadBalancing: 'ROUND_ROBIN' },
    });
    expect({ status, data }).toEqual({ status: 200, data: { createOrigin: null } });
    expect(errors).toMatchObject([
      {
        path: ['createOrigin'],
        extensions: {
          code: 'BAD_USER_INPUT',
          status: 400,
          problems: [
            { path: 'input.directory', message: 'must be 1 to 64 letters, digits, - or _.' },
            { path: 'input.hostHeader', message: 'must be a host and optional port, without protocol.' },
            { path: 'input.https.hostnames.0', message: 'must be protocol://host:port.' },
          ],
        },
      },
    ]);
  });

  it.each([
    ["a host that is none of the customer's", { platform: 'HTTP_LARGE', path: 'http://www.elsewhere.com/' }, 'www.elsewhere.com is no edge CNAME of yours'],
    ['a wildcard for a folder', { platform: 'HTTP_LARGE', path: 'http://www.semicomplete.com/*/a.png' }, '* cannot stand for a folder'],
    ['a path without protocol', { platform: 'HTTP_LARGE', path: 'www.semicomplete.com/' }, 'must be a URL with its protocol and path'],
  ])('of a purge: %s names the path', async (_name, input, message) => {
    const { errors } = await run(purge, input);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'input.path', message: expect.stringContaining(message) }] } }]);
  });

  it('of a variable is refused before anything runs', async () => {
    const { status, errors, data } = await run(createOrigin, { platform: 'FTP' });
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('"FTP"'),
      extensions: { code: 'BAD_USER_INPUT', status: 400, problems: [{ path: 'input.platform' }] },
    });
  });
});

const emptyDocument = 'origins: []\nedgeCnames: []\ntokenDirectories: []';

describe('each mutation', () => {
  const cases: [string, HttpMethod, Module, string, () => object][] = [
    ['createOrigin', 'POST', 'CUSTOMER_ORIGINS', createOrigin, () => origin(`dir-${Math.floor(performance.now() * 1000)}`)],
    ['updateOrigin', 'PUT', 'CUSTOMER_ORIGINS', 'mutation ($input: UpdateOriginInput!) { updateOrigin(input: $input) { id } }', () => ({ ...origin('semicomplete'), platform: 'HTTP_LARGE', id: 1 })],
    ['deleteOrigin', 'DELETE', 'CUSTOMER_ORIGINS', 'mutation ($input: DeleteOriginInput!) { deleteOrigin(input: $input) { id } }', () => ({ id: 999 })],
    ['createEdgeCname', 'POST', 'EDGE_CNAMES', createCname, () => ({ name: 'new.example.com', platform: 'HTTP_LARGE' })],
    ['updateEdgeCname', 'PUT', 'EDGE_CNAMES', 'mutation ($input: UpdateEdgeCnameInput!) { updateEdgeCname(input: $input) { id } }', () => ({ id: 1, name: 'www.semicomplete.com', originId: 1 })],
    ['deleteEdgeCname', 'DELETE', 'EDGE_CNAMES', 'mutation ($input: DeleteEdgeCnameInput!) { deleteEdgeCname(input: $input) { id } }', () => ({ id: 999 })],
    ['setCompression', 'PUT', 'COMPRESSION', 'mutation ($input: SetCompressionInput!) { setCompression(input: $input) { platform } }', () => ({ platform: 'ADN', enabled: false, contentTypes: [] })],
    ['setQueryStringCaching', 'PUT', 'QUERY_STRING_CACHING', 'mutation ($input: SetQueryStringCachingInput!) { setQueryStringCaching(input: $input) { platform } }', () => ({ platform: 'ADN', mode: 'NO_CACHE' })],
    ['setQueryStringLogging', 'PUT', 'QUERY_STRING_LOGGING', 'mutation ($input: SetQueryStringLoggingInput!) { setQueryStringLogging(input: $input) { platform } }', () => ({ platform: 'ADN', enabled: true })],
    ['createTokenDirectory', 'POST', 'TOKEN_AUTH', 'mutation ($input: CreateTokenDirectoryInput!) { createTokenDirectory(input: $input) { id } }', () => ({ platform: 'ADN', directory: '/800001/a' })],
    ['updateTokenDirectory', 'PUT', 'TOKEN_AUTH', 'mutation ($input: UpdateTokenDirectoryInput!) { updateTokenDirectory(input: $input) { id } }', () => ({ id: 999, directory: '/800001/b' })],
    ['deleteTokenDirectory', 'DELETE', 'TOKEN_AUTH', 'mutation ($input: DeleteTokenDirectoryInput!) { deleteTokenDirectory(input: $input) { id } }', () => ({ id: 999 })],
    ['setTokenKey', 'PUT', 'TOKEN_AUTH', 'mutation ($input: SetTokenKeyInput!) { setTokenKey(input: $input) { platform } }', () => ({ platform: 'ADN', key: 'abc' })],
    ['encryptToken', 'PUT', 'TOKEN_AUTH', 'mutation ($input: EncryptTokenInput!) { encryptToken(input: $input) { token } }', () => ({ key: 'abc', parameters: 'ec_expire=1' })],
    ['setLogFormat', 'PUT', 'RAW_LOGS', 'mutation ($input: SetLogFormatInput!) { setLogFormat(input: $input) { accountNumber } }', () => ({ time: 'TEXT' })],
    ['setLogStorage', 'PUT', 'RAW_LOGS', 'mutation ($input: SetLogStorageInput!) { setLogStorage(input: $input) { accountNumber } }', () => ({ enabled: false })],
    ['setCacheRules', 'PUT', 'RULES', 'mutation ($input: SetCacheRulesInput!) { setCacheRules(input: $input) { id } }', () => ({ edgeCnameId: 1, rules: [] })],
    ['createConfigDraft', 'POST', 'CONFIG_VERSIONS', 'mutation ($input: CreateConfigDraftInput!) { createConfigDraft(input: $input) { number } }', () => ({ document: emptyDocument })],
    ['dryRunConfig', 'PUT', 'CONFIG_VERSIONS', 'mutation ($input: DryRunConfigInput!) { dryRunConfig(input: $input) { number } }', () => ({ number: 999 })],
    ['activateConfigVersion', 'PUT', 'CONFIG_VERSIONS', 'mutation ($input: ActivateConfigVersionInput!) { activateConfigVersion(input: $input) { number } }', () => ({ number: 999, expectedVersion: 1 })],
    ['deleteConfigDraft', 'DELETE', 'CONFIG_VERSIONS', 'mutation ($input: DeleteConfigDraftInput!) { deleteConfigDraft(input: $input) { number } }', () => ({ number: 999 })],
    ['applyConfig', 'PUT', 'CONFIG_VERSIONS', 'mutation ($input: ApplyConfigInput!) { applyConfig(input: $input) { number } }', () => ({ document: emptyDocument, expectedVersion: 999 })],
    ['purge', 'PUT', 'PURGE_LOAD', purge, () => ({ platform: 'HTTP_LARGE', path: 'http://www.semicomplete.com/' })],
  ];

  it.each(cases)('%s is denied without %s, and allowed with it on %s', async (name, method, module, query, input) => {
    const others = httpMethods.filter((each) => each !== method);
    const denied = await run(query, input(), await product.token(others, [module]));
    expect({ status: denied.status, data: denied.data }).toEqual({ status: 403, data: undefined });
    expect(denied.errors).toMatchObject([{ path: [name], extensions: { code: 'FORBIDDEN', status: 403, requires: { method, module } } }]);
    const allowed = await run(query, input(), await product.token([method], [module]));
    expect(allowed.status).toBe(200);
    expect(allowed.errors?.filter(({ path, extensions }) => path?.length === 1 && extensions?.code === 'FORBIDDEN') ?? []).toEqual([]);
  });
});
