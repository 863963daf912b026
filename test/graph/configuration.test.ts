import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

let product: Product;
/** The routes that were called, by method and path below the account. */
const called: string[] = [];
beforeAll(async () => {
  product = await startProduct({
    throughCall: (call) => (route, input, caller) => {
      called.push(`${route.method} ${route.path.split('{AN}/')[1] ?? route.path}`);
      return call(route, input, caller);
    },
  });
});
afterAll(() => product[Symbol.asyncDispose]());

const ask = (query: string, variables: object = {}, token = product.adminToken) => product.graphql(query, { token, variables });

const current = async (): Promise<{ version: number; document: string }> => (await ask('{ customer { configuration { version document } } }')).data?.customer.configuration;

const setRules = 'mutation ($input: SetCacheRulesInput!) { setCacheRules(input: $input) { edgeCname { cacheRules { path cacheable ttlSeconds } } } }';

describe('cache rules', () => {
  const rule = { path: '/images/*', ttlSeconds: 3600, queryParameters: { count: 'ONLY', names: ['size'] }, setHeaders: [{ name: 'X-A', value: 'b' }], dropHeaders: ['Server'] };

  it('are replaced as a whole and read back, with defaults for what was left out', async () => {
    const set = await ask(setRules, { input: { edgeCnameId: 1, rules: [rule, { path: '*.php', cacheable: false }] } });
    expect(set.errors).toBeUndefined();
    expect(set.data?.setCacheRules.edgeCname.cacheRules).toEqual([
      { path: '/images/*', cacheable: true, ttlSeconds: 3600 },
      { path: '*.php', cacheable: false, ttlSeconds: null },
    ]);
    const { data } = await ask('{ customer { edgeCname(id: 1) { cacheRules { queryParameters { count names } setHeaders { name value } dropHeaders } } } }');
    expect(data?.customer.edgeCname.cacheRules[0]).toEqual({
      queryParameters: { count: 'ONLY', names: ['size'] },
      setHeaders: [{ name: 'x-a', value: 'b' }],
      dropHeaders: ['server'],
    });
  });

  it('of a list of CNAMEs cost one call', async () => {
    await ask('mutation { a: createEdgeCname(input: { name: "a.example.com", platform: ADN }) { id } b: createEdgeCname(input: { name: "b.example.com", platform: HTTP_SMALL }) { id } }');
    called.splice(0);
    const { data } = await ask('{ customer { edgeCnames { nodes { name cacheRules { path } } } } }');
    expect(data?.customer.edgeCnames.nodes.map(({ name, cacheRules }: { name: string; cacheRules: object[] }) => [name, cacheRules.length])).toEqual([
      ['www.semicomplete.com', 2],
      ['a.example.com', 0],
      ['b.example.com', 0],
    ]);
    expect(called.filter((route) => route.includes('cacherules'))).toEqual(['GET cacherules']);
  });

  it('are refused at the paths of the input', async () => {
    const rules = [rule, { path: 'images', ttlSeconds: -1 }, { ...rule, setHeaders: [{ name: 'Connection', value: 'x' }] }];
    const { errors } = await ask(setRules, { input: { edgeCnameId: 1, rules } });
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'input.rules.1.path' }, { path: 'input.rules.1.ttlSeconds' }, { path: 'input.rules.2.setHeaders.0.name' }] } },
    ]);
  });
});

const versions = `query ($first: Int, $after: String) { customer { configVersions(first: $first, after: $after) {
  nodes { number state active author { login } activatedBy { login } basedOn restores comment changes { path before after } }
  pageInfo { hasNextPage endCursor } } } }`;

describe('versions of the configuration', () => {
  it('are made by each mutation, with its author, the number before and what changed', async () => {
    const { version } = await current();
    const renamed = await ask('mutation { updateEdgeCname(input: { id: 1, name: "www.semicomplete.com", originId: 1, path: "blog", customReports: true }) { id } }');
    expect(renamed.errors).toBeUndefined();
    called.splice(0);
    const { data } = await ask(versions, { first: 3 });
    const nodes: object[] = data?.customer.configVersions.nodes;
    expect(nodes[0]).toEqual({
      number: version + 1,
      state: 'ACTIVATED',
      active: true,
      author: { login: 'admin@example.com' },
      activatedBy: { login: 'admin@example.com' },
      basedOn: version,
      restores: null,
      comment: null,
      changes: [{ path: 'edgeCnames[www.semicomplete.com].path', before: "''", after: 'blog' }],
    });
    expect(nodes[1]).toMatchObject({ number: version, active: false });
    // However many versions a page has.
    expect(called).toEqual(['GET configversions', 'GET configversions/changes']);
  });

  it('come in pages', async () => {
    const first = (await ask(versions, { first: 2 })).data?.customer.configVersions;
    const next = (await ask(versions, { first: 2, after: first.pageInfo.endCursor })).data?.customer.configVersions;
    const numbers = [first, next].map(({ nodes }) => nodes.map(({ number }: { number: number }) => number));
    expect(numbers[1][0]).toBe(numbers[0][1] - 1);
    expect(first.pageInfo.hasNextPage).toBe(true);
  });

  it('are found by number and range; another number is null', async () => {
    const { version } = await current();
    const { data } = await ask(`{ customer {
      configVersion(number: ${version}) { number document edges { edge } }
      none: configVersion(number: 9999) { number }
      before: configVersions(range: { from: "2015-05-17T00:00:00Z", to: "2015-05-18T00:00:00Z" }) { nodes { number } }
      recent: configVersions(range: { last: "PT1H" }) { nodes { number } } } }`);
    expect(data?.customer).toMatchObject({ configVersion: { number: version, document: (await current()).document, edges: [] }, none: null, before: { nodes: [] } });
    expect(data?.customer.recent.nodes.length).toBeGreaterThan(0);
  });
});

const apply = (input: object) =>
  ask('mutation ($input: ApplyConfigInput!) { applyConfig(input: $input) { number changes { path before after } problems { path message } edges { edge status } } }', { input });

describe('the configuration as one document', () => {
  it('is planned, applied, and then changes nothing', async () => {
    const { version, document } = await current();
    const changed = document.replace('path: blog', 'path: shop').replace('ttlSeconds: 3600', 'ttlSeconds: 60');
    const changes = [
      { path: 'edgeCnames[www.semicomplete.com].path', before: 'blog', after: 'shop' },
      { path: 'edgeCnames[www.semicomplete.com].cacheRules[/images/*].ttlSeconds', before: '3600', after: '60' },
    ];
    expect((await apply({ document: changed, plan: true })).data?.applyConfig).toEqual({ number: version, changes, problems: [], edges: [] });
    expect(await current()).toEqual({ version, document });
    expect((await apply({ document: changed })).data?.applyConfig).toMatchObject({ number: version + 1, changes });
    expect((await apply({ document: changed })).data?.applyConfig).toMatchObject({ number: version + 1, changes: [] });
    const { data } = await ask('{ customer { edgeCname(id: 1) { path cacheRules { ttlSeconds } } } }');
    expect(data?.customer.edgeCname).toEqual({ path: 'shop', cacheRules: [{ ttlSeconds: 60 }, { ttlSeconds: null }] });
  });

  it('is refused on a version that another has followed, with who made it', async () => {
    const { version, document } = await current();
    const { errors, data } = await apply({ document: document.replace('path: shop', 'path: late'), expectedVersion: version - 1 });
    expect(data).toEqual({ applyConfig: null });
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT', status: 409, savedBy: 'admin@example.com', savedAt: expect.any(String), version } }]);
    const direct = await ask(`mutation { setQueryStringCaching(input: { platform: ADN, mode: NO_CACHE, expectedVersion: ${version - 1} }) { platform } }`);
    expect(direct.errors).toMatchObject([{ extensions: { code: 'CONFLICT', version } }]);
    expect(await current()).toEqual({ version, document });
  });

  it('tells what is wrong at the document, and changes nothing', async () => {
    const before = await current();
    const { errors } = await apply({ document: before.document.replace('origin: semicomplete', 'origin: nowhere') });
    const message = expect.stringContaining('edgeCnames[www.semicomplete.com].origin: "nowhere" is no origin of HTTP_LARGE');
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'input.document', message }] } }]);
    expect(await current()).toEqual(before);
  });

  it('goes by a draft and a dry run, and rolls back in one step', async () => {
    const before = await current();
    const document = before.document.replace('path: shop', 'path: trial');
    const created = await ask('mutation ($input: CreateConfigDraftInput!) { createConfigDraft(input: $input) { number configVersion { state active comment } } }', {
      input: { document, comment: 'A trial' },
    });
    const number: number = created.data?.createConfigDraft.number;
    expect(created.data?.createConfigDraft.configVersion).toEqual({ state: 'DRAFT', active: false, comment: 'A trial' });
    const dry = await ask(`mutation { dryRunConfig(input: { number: ${number} }) { number changes { path after } problems { path } edges { edge } } }`);
    expect(dry.data?.dryRunConfig).toEqual({ number, changes: [{ path: 'edgeCnames[www.semicomplete.com].path', after: 'trial' }], problems: [], edges: [] });
    expect(await current()).toEqual(before);
    const activate = 'mutation ($input: ActivateConfigVersionInput!) { activateConfigVersion(input: $input) { number configVersion { active restores } } }';
    const activated = await ask(activate, { input: { number, expectedVersion: before.version } });
    expect(activated.data?.activateConfigVersion).toEqual({ number, configVersion: { active: true, restores: null } });
    const back = await ask(activate, { input: { number: before.version, expectedVersion: number, comment: 'Back' } });
    expect(back.data?.activateConfigVersion).toEqual({ number: number + 1, configVersion: { active: true, restores: before.version } });
    expect(await current()).toEqual({ document: before.document, version: number + 1 });
  });

  it('discards a draft', async () => {
    const { document } = await current();
    const created = await ask('mutation ($input: CreateConfigDraftInput!) { createConfigDraft(input: $input) { number } }', { input: { document } });
    const number: number = created.data?.createConfigDraft.number;
    expect((await ask(`mutation { deleteConfigDraft(input: { number: ${number} }) { number } }`)).data).toEqual({ deleteConfigDraft: { number } });
    expect((await ask(`{ customer { configVersion(number: ${number}) { state } } }`)).data?.customer.configVersion).toEqual({ state: 'DISCARDED' });
  });

  it('keeps the ids of what stays', async () => {
    const { document } = await current();
    const created = await ask('mutation { createOrigin(input: { platform: HTTP_LARGE, directory: "extra", hostHeader: "x.example.com", http: { hostnames: ["http://x.example.org"], loadBalancing: ROUND_ROBIN } }) { id } }');
    const withExtra = (await current()).document;
    await apply({ document });
    await apply({ document: withExtra });
    const { data } = await ask('{ customer { origins { nodes { id directory } } edgeCname(id: 1) { name origin { id } } } }');
    expect(data?.customer.edgeCname).toEqual({ name: 'www.semicomplete.com', origin: { id: '1' } });
    expect(data?.customer.origins.nodes).toEqual([{ id: '1', directory: 'semicomplete' }, { id: String(Number(created.data?.createOrigin.id) + 1), directory: 'extra' }]);
  });
});

describe('a body of 10 MB', () => {
  const big = 'x'.repeat(10_000_000);

  it('is refused with the limit by REST, and changes nothing', async () => {
    const before = await current();
    const token = product.adminToken;
    const [route, document] = await Promise.all([
      product.rest('PUT', '/v2/mcc/customers/0001/querystringcaching', { token, body: { MediaTypeId: 3, QueryStringCaching: big } }),
      product.rest('PUT', '/v2/mcc/customers/0001/configuration', { token, body: { Document: big } }),
    ]);
    expect(route).toMatchObject({ status: 413, json: { Message: expect.stringContaining('larger than 1,048,576 bytes') } });
    expect(document).toMatchObject({ status: 413, json: { Message: expect.stringContaining('larger than 4,000,000 bytes') } });
    expect(await current()).toEqual(before);
  });

  it('is refused with the limit by the graph, and changes nothing', async () => {
    const before = await current();
    const { status, body } = await apply({ document: big });
    expect({ status, body }).toMatchObject({ status: 413, body: { errors: [{ message: 'The request is larger than 4,000,000 bytes; send a smaller one.' }] } });
    expect(await current()).toEqual(before);
  });

  it('is more than the longest document, which is taken', async () => {
    const { document } = await current();
    const longest = `${document}#${'\n'.repeat(999_999 - Buffer.byteLength(document))}`;
    expect((await apply({ document: longest })).data?.applyConfig).toMatchObject({ changes: [] });
  });
});
