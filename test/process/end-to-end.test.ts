import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import { createUser } from '@edgegraph/cdn/database/queries/users.ts';
import { openDatabase } from '@edgegraph/cdn/database/sqlite.ts';
import { type Origin, startOrigin } from '@edgegraph/cdn/edge/edge.fixture.ts';
import { modules } from '@edgegraph/permissions/modules.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { transports } from '../subscriber.ts';
import { type DeliveringProduct, patient, startDeliveringProduct } from './delivering-product.ts';

let origin: Origin;
let product: DeliveringProduct;
beforeAll(async () => {
  origin = await startOrigin(({ url, fields }) => {
    const said = { 'cache-control': 'max-age=1000', etag: '"1"', ...(url.endsWith('/tagged.html') && { 'surrogate-key': 'article-17' }) };
    return fields['if-none-match'] === '"1"' ? { status: 304, fields: said, body: '' } : { fields: said };
  });
  product = await startDeliveringProduct();
}, 120_000);
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
});

/** What the graph answers, without errors. */
async function ask(query: string, variables: object = {}) {
  const { data, errors } = await product.graphql(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

const mutate = async (field: string, type: string, input: object, selection: string) =>
  (await ask(`mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`, { input }))[field];

const current = async (): Promise<{ version: number; document: string }> => (await ask('{ customer { configuration { version document } } }')).customer.configuration;

/** Resolves once the edge serves by the version in force. */
const untilApplied = () =>
  vi.waitFor(async () => {
    const { version } = await current();
    const { customer } = await ask('query ($number: Int!) { customer { configVersion(number: $number) { active edges { edge pop status problem } } } }', { number: version });
    expect(customer.configVersion).toEqual({ active: true, edges: [{ edge: 'local-1', pop: 'LAX', status: 'APPLIED', problem: null }] });
  }, patient);

interface SiteIds {
  readonly host: string;
  readonly originId: string;
  readonly cnameId: string;
}

/** Creates an origin and a CNAME in front of it, and waits for the edge. */
async function createSite(directory: string): Promise<SiteIds> {
  const host = `${directory}.example.com`;
  const servers = { hostnames: [origin.url], loadBalancing: 'ROUND_ROBIN' };
  const { id: originId } = await mutate('createOrigin', 'CreateOriginInput', { platform: 'HTTP_LARGE', directory, hostHeader: new URL(origin.url).host, http: servers }, 'id');
  const { id: cnameId } = await mutate('createEdgeCname', 'CreateEdgeCnameInput', { name: host, platform: 'HTTP_LARGE', originId, customReports: true }, 'id');
  await untilApplied();
  return { host, originId, cnameId };
}

const setRules = async (edgeCnameId: string, rules: object[]): Promise<void> => {
  await mutate('setCacheRules', 'SetCacheRulesInput', { edgeCnameId, rules }, 'edgeCname { id }');
  await untilApplied();
};

/** What the cache did for each path, one after the other. */
async function caches(host: string, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) found.push((await product.get(host, path)).cache);
  return found;
}

const job = 'id action status objects bytes edges { edge status acknowledgedAt remaining problem loads { url status stored problem } }';

/** Waits for the edge's word on a purge or load. */
const finished = (id: string) =>
  vi.waitFor(async () => {
    const { customer } = await ask(`query ($id: ID!) { customer { contentJob(id: $id) { ${job} } } }`, { id });
    expect(customer.contentJob.status).toBe('DONE');
    return customer.contentJob;
  }, patient);

/** Purges, and waits until the edge has said that nothing is left. */
async function purge(input: object) {
  const { id } = await mutate('purge', 'PurgeInput', input, 'id');
  const done = await finished(id);
  expect(done.edges).toEqual([{ edge: 'local-1', status: 'DONE', acknowledgedAt: expect.any(String), remaining: '0', problem: null, loads: [] }]);
  expect(Number(done.objects)).toBeGreaterThan(0);
}

describe('what the graph configures', { timeout: 60_000 }, () => {
  it('is served by the edge: a miss, then a hit; and every request is reported, once', async () => {
    const { host, cnameId } = await createSite('reported');
    expect(await caches(host, ['/a', '/a', '/a', '/b'])).toEqual(['uri-miss', 'hit', 'hit', 'uri-miss']);
    const traffic = 'query ($id: ID!) { customer { edgeCname(id: $id) { traffic(range: { last: "PT1H" }) { total { requests hits errors hitRatio } } } } }';
    const total = { requests: '4', hits: '2', errors: '0', hitRatio: 0.5 };
    await vi.waitFor(async () => expect((await ask(traffic, { id: cnameId })).customer.edgeCname.traffic.total).toEqual(total), patient);
  });

  it('is changed by a cache rule, and as before after a roll back', async () => {
    const { host, cnameId } = await createSite('ruled');
    const before = await current();
    const ttl = async (path: string) => Number(/;ttl=(\d+)/.exec(String((await product.get(host, path)).fields['cache-status']))?.[1]);
    await caches(host, ['/old', '/never']);
    expect(await ttl('/old')).toBeLessThanOrEqual(1000);
    await setRules(cnameId, [
      { path: '/never*', cacheable: false },
      { path: '/*', ttlSeconds: 5000, setHeaders: [{ name: 'X-Served-By', value: 'the edge' }], dropHeaders: ['ETag'] },
    ]);
    const ruled = await product.get(host, '/new');
    expect([ruled.cache, ruled.fields['x-served-by'], ruled.fields.etag]).toEqual(['uri-miss', 'the edge', undefined]);
    expect(await ttl('/new')).toBeGreaterThan(4000);
    expect(await caches(host, ['/never-2', '/never-2'])).toEqual(['bypass', 'bypass']);

    const { version } = await current();
    const input = { number: before.version, expectedVersion: version };
    const restored = await mutate('activateConfigVersion', 'ActivateConfigVersionInput', input, 'configVersion { active restores }');
    expect(restored.configVersion).toEqual({ active: true, restores: before.version });
    await untilApplied();
    const back = await product.get(host, '/new');
    expect([back.cache, back.fields['x-served-by'], back.fields.etag]).toEqual(['hit', undefined, '"1"']);
    await caches(host, ['/after']);
    expect(await ttl('/after')).toBeLessThanOrEqual(1000);
    expect(await caches(host, ['/never-3', '/never-3'])).toEqual(['uri-miss', 'hit']);
    expect((await current()).document).toBe(before.document);
  });
});

describe('a purge', { timeout: 60_000 }, () => {
  const host = 'purged.example.com';
  const paths = ['/dir/one.css', '/dir/two.png', '/dir/below/three.png', '/tagged.html', '/other.css'];
  beforeAll(() => createSite('purged'), 60_000);

  it.each<[string, object, string[]]>([
    ['a URL', { url: `http://${host}/dir/one.css` }, ['/dir/one.css']],
    ['a directory', { directory: `http://${host}/dir/` }, ['/dir/one.css', '/dir/two.png']],
    ['a prefix', { prefix: `http://${host}/dir/` }, ['/dir/one.css', '/dir/two.png', '/dir/below/three.png']],
    ['a pattern', { pattern: `http://${host}/dir/*.png` }, ['/dir/two.png']],
    ['a surrogate key', { surrogateKey: 'article-17' }, ['/tagged.html']],
    ['an edge CNAME', { edgeCname: host }, paths],
    ['all', { all: true }, paths],
  ])('by %s is over when the edge holds none of it; all else stays', async (_, target, gone) => {
    await caches(host, paths);
    expect(await caches(host, paths)).toEqual(paths.map(() => 'hit'));
    await purge({ targets: [target] });
    expect(await caches(host, paths)).toEqual(paths.map((path) => (gone.includes(path) ? 'uri-miss' : 'hit')));
  });

  it('that is soft has the origin asked whether it is still so', async () => {
    await caches(host, paths);
    await purge({ targets: [{ prefix: `http://${host}/dir/` }], soft: true });
    expect(await caches(host, paths)).toEqual(['stale 304', 'stale 304', 'stale 304', 'hit', 'hit']);
    expect(await caches(host, paths)).toEqual(paths.map(() => 'hit'));
  });

  it.each(['CNAME', 'CDN URL'])('by the %s of an object meets it under both', async (by) => {
    const cdnHost = 'wpc.0001.edgecastcdn.net';
    const cdnPath = '/800001/purged/both.html';
    const both = async () => [...(await caches(host, ['/both.html', '/other.css'])), ...(await caches(cdnHost, [cdnPath, '/800001/purged/other.css']))];
    await both();
    expect(await both()).toEqual(['hit', 'hit', 'hit', 'hit']);
    await purge({ targets: [{ url: by === 'CNAME' ? `http://${host}/both.html` : `http://${cdnHost}${cdnPath}` }] });
    expect(await both()).toEqual(['uri-miss', 'hit', 'uri-miss', 'hit']);
  });

  it('is told by a subscription until the edge has done it', async () => {
    await caches(host, paths);
    const { stdout } = await promisify(execFile)('pgrep', ['-P', String(product.product.child.pid)]);
    const children = stdout.split('\n').filter((line) => line !== '').map(Number);
    // An edge that stands still has not done it before it is asked for.
    for (const pid of children) process.kill(pid, 'SIGSTOP');
    const told: unknown[] = [];
    try {
      const { id } = await mutate('purge', 'PurgeInput', { targets: [{ edgeCname: host }] }, 'id');
      const query = 'subscription ($id: ID!) { contentJob(id: $id) { status edges { edge status remaining } } }';
      for await (const { data, errors } of transports['graphql-sse'](product.url, { query, variables: { id }, token: product.token })) {
        expect(errors).toBeUndefined();
        told.push(data?.contentJob);
        for (const pid of children) process.kill(pid, 'SIGCONT');
      }
    } finally {
      for (const pid of children) process.kill(pid, 'SIGCONT');
    }
    expect(told[0]).toEqual({ status: 'RUNNING', edges: [{ edge: 'local-1', status: 'PENDING', remaining: '0' }] });
    expect(told.at(-1)).toEqual({ status: 'DONE', edges: [{ edge: 'local-1', status: 'DONE', remaining: '0' }] });
    expect(await caches(host, paths)).toEqual(paths.map(() => 'uri-miss'));
  });

  it('has what was purged loaded again, if it says so', async () => {
    await caches(host, paths);
    const url = `http://${host}/other.css`;
    const { id } = await mutate('purge', 'PurgeInput', { targets: [{ url }], thenLoad: true }, 'id');
    expect((await finished(id)).edges).toMatchObject([{ remaining: '0', loads: [{ url, status: 200, stored: true }] }]);
    const before = origin.requests.length;
    expect(await caches(host, ['/other.css'])).toEqual(['hit']);
    expect(origin.requests).toHaveLength(before);
  });
});

describe('a load', { timeout: 60_000 }, () => {
  it('makes the first request of a client a hit', async () => {
    const { host } = await createSite('loaded');
    const urls = [`http://${host}/a.mp4`, `http://${host}/b.mp4`];
    const { id } = await mutate('load', 'LoadInput', { urls }, 'id');
    const loads = urls.map((url) => ({ url, status: 200, stored: true, problem: null }));
    expect(await finished(id)).toMatchObject({ action: 'LOAD', edges: [{ edge: 'local-1', status: 'DONE', loads }] });
    expect(await caches(host, ['/a.mp4', '/b.mp4', '/c.mp4'])).toEqual(['hit', 'hit', 'uri-miss']);
  });
});

describe('a token directory', { timeout: 60_000 }, () => {
  it('refuses clients without a token, and admits those with one that encryptToken made', async () => {
    const { host } = await createSite('guarded');
    await caches(host, ['/secure/film.mp4']);
    const platform = 'HTTP_LARGE';
    await mutate('setTokenKey', 'SetTokenKeyInput', { platform, key: 'aSecretKey1' }, 'platform');
    await mutate('createTokenDirectory', 'CreateTokenDirectoryInput', { platform, directory: '/800001/guarded/secure' }, 'id');
    await untilApplied();
    const encrypted = async (parameters: string): Promise<string> => (await mutate('encryptToken', 'EncryptTokenInput', { platform, parameters }, 'token')).token;
    const statusOf = async (on: string, path: string) => (await product.get(on, path)).status;
    const valid = await encrypted(`ec_expire=${Math.floor(Date.now() / 1000) + 3600}&ec_clientip=127.0.0.1`);
    const cdn = ['wpc.0001.edgecastcdn.net', '/800001/guarded/secure/film.mp4'] as const;
    expect(await Promise.all([statusOf(host, '/secure/film.mp4'), statusOf(...cdn), statusOf(host, '/open.mp4')])).toEqual([403, 403, 200]);
    expect(await statusOf(host, `/secure/film.mp4?${valid}`)).toBe(200);
    expect(await statusOf(cdn[0], `${cdn[1]}?${valid}`)).toBe(200);
    for (const refused of [await encrypted('ec_expire=1'), await encrypted('ec_clientip=192.0.2.1'), `${valid}x`]) {
      expect(await statusOf(host, `/secure/film.mp4?${refused}`)).toBe(403);
    }
  });
});

describe('a bad configuration', { timeout: 60_000 }, () => {
  const host = 'good.example.com';
  let cnameId: string;
  let originId: string;
  beforeAll(async () => {
    ({ cnameId, originId } = await createSite('good'));
    await caches(host, ['/kept']);
    const db = await openDatabase(join(product.dataDirectory, 'configuration.sqlite'));
    await createCustomer(db, { accountNumber: '0002', name: 'Another', status: 'active', modules });
    const token = 'the-token-of-another-customer';
    await createUser(db, { accountNumber: '0002', login: 'other@example.com', firstName: 'A', lastName: 'User', isAdministrator: false, methods: ['GET', 'POST'], modules, token });
    await db.destroy();
    await product.graphql('mutation { createEdgeCname(input: { name: "theirs.example.com", platform: HTTP_LARGE }) { id } }', {}, token);
  }, 60_000);

  const inGraph = async (field: string, type: string, input: object) => {
    const { data, errors } = await product.graphql(`mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`, { input });
    expect(data?.[field] ?? null).toBeNull();
    return (errors ?? []).map(({ message, extensions }) => ({ message, code: extensions?.code, problems: extensions?.problems }));
  };
  const cname = (name: string, id: string) => inGraph('createEdgeCname', 'CreateEdgeCnameInput', { name, platform: 'HTTP_LARGE', originId: id });
  const inRest = async (method: string, path: string, body: object) => {
    const { status, json } = await product.rest(method, `0001/${path}`, body);
    return { status, message: json.Message };
  };
  /** Announces 10 MB and sends the beginning: servers refuse such a body before they have read it. */
  const tooMuch = (path: string) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `TOK:${product.token}`, 'content-type': 'application/json', 'content-length': 10_000_000 };
      const sending = request(product.url + path, { method: 'POST', headers }, (answer) => {
        json(answer).then((body) => resolve({ status: answer.statusCode, body }), reject).finally(() => sending.destroy());
      });
      sending.once('error', reject).write(' '.repeat(1000));
    });
  const restCname = (Name: string, OriginId: number) => inRest('POST', 'cnames', { DirPath: '', EnableCustomReports: 0, MediaTypeId: 3, Name, OriginId, OriginType: 80 });
  const loop = () => ({ platform: 'HTTP_LARGE', id: originId, directory: 'good', hostHeader: host, http: { hostnames: [`http://${host}`], loadBalancing: 'ROUND_ROBIN' } });
  const refused = (path: string, message: string) => [{ code: 'BAD_USER_INPUT', message: expect.stringContaining(message), problems: [{ path, message: expect.stringContaining(message) }] }];
  const refusedByRest = (message: string) => ({ status: 400, message: expect.stringContaining(message) });

  it.each<[string, () => Promise<unknown>, unknown]>([
    ['an unknown origin, in the graph', () => cname('new.example.com', '999'), refused('input.originId', "999 is no customer origin of this platform; create it first, or choose the CDN's storage.")],
    ['an unknown origin, in REST', () => restCname('new.example.com', 999), refusedByRest('999 is no customer origin of this platform; create it first')],
    [
      'a loop to itself, in the graph',
      () => inGraph('updateOrigin', 'UpdateOriginInput', loop()),
      refused('input.http.hostnames.0', `http://${host} leads back to this origin through the CDN's own edges; name the web servers themselves.`),
    ],
    [
      'a loop to itself, in REST',
      () => inRest('PUT', `origins/httplarge/${originId}`, { DirectoryName: 'good', HostHeader: host, HttpHostnames: [{ Name: `http://${host}` }], HttpLoadBalancing: 'RR' }),
      refusedByRest('leads back to this origin'),
    ],
    [
      'an invalid wildcard, in the graph',
      () => inGraph('setCacheRules', 'SetCacheRulesInput', { edgeCnameId: cnameId, rules: [{ path: '/a/**', cacheable: false }] }),
      refused('input.rules.0.path', 'must not have **'),
    ],
    ['an invalid wildcard, in REST', () => inRest('PUT', `cnames/${cnameId}/cacherules`, { Rules: [{ Path: '/a/**', Cacheable: false }] }), refusedByRest('must not have **')],
    ["another customer's CNAME, in the graph", () => cname('theirs.example.com', originId), refused('input.name', '"theirs.example.com" is taken; each host name belongs to one edge CNAME.')],
    ["another customer's CNAME, in REST", () => restCname('theirs.example.com', Number(originId)), refusedByRest('"theirs.example.com" is taken')],
    ['10 MB, in the graph', () => tooMuch('/graphql'), { status: 413, body: { errors: [expect.objectContaining({ message: 'The request is larger than 4,000,000 bytes; send a smaller one.' })] } }],
    ['10 MB, in REST', () => tooMuch('/v2/mcc/customers/0001/cnames'), { status: 413, body: { Message: expect.stringContaining('larger than 1,048,576 bytes') } }],
  ])('%s is refused with its reason, and nothing changes', async (_, attempt, answer) => {
    const before = await current();
    expect(await attempt()).toEqual(answer);
    expect(await current()).toEqual(before);
    await untilApplied();
    expect(await caches(host, ['/kept'])).toEqual(['hit']);
    expect((await product.get('new.example.com', '/')).status).toBe(404);
  });
});
