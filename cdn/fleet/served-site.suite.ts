import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OriginRequest, siteOf, siteOrigin, startOrigin } from '../edge/edge.fixture.ts';
import type { EdgeEvent } from '../edge/event.ts';
import type { CacheRule, Site } from '../edge/site.ts';
import type { StartDriver, StartedDriver } from './started-driver.fixture.ts';

type Fields = Readonly<Record<string, string>>;

/** How every driver serves what a site says; the embedded edge's own tests go further. */
export function describeServedSite(start: StartDriver): void {
  let started: StartedDriver;
  const events: EdgeEvent[] = [];
  const clients = new Agent();
  const host = 'www.example.com';

  beforeAll(async () => {
    started = await start((event) => events.push(event));
  });
  beforeEach(() => started.driver.clear());
  afterAll(async () => {
    await clients.destroy();
    await started.driver.close();
  });

  async function get(path: string, headers: IncomingHttpHeaders = {}) {
    const answer = await request(started.url + path, { headers: { host, ...headers }, dispatcher: clients });
    return { status: answer.statusCode, fields: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
  }

  /** Serves a site as given before an origin that says these fields; gives what came to the origin for the paths asked. */
  async function asked(paths: readonly string[], rest: (origin: { url: string }) => Partial<Site>, fields: Fields = { 'cache-control': 'max-age=100' }): Promise<OriginRequest[]> {
    await using origin = await startOrigin(() => ({ fields }));
    await started.driver.configure([siteOf(origin, { hostnames: [host], ...rest(origin) })]);
    for (const path of paths) expect((await get(path)).status).toBe(200);
    return origin.requests;
  }

  const urlsOf = (requests: readonly OriginRequest[]): string[] => requests.map(({ url }) => url);
  const rule = (path: string, rest: Partial<CacheRule>): CacheRule => ({ path, cacheControl: null, queryParameters: null, setFields: [], dropFields: [], ...rest });

  describe('the origin of a site', () => {
    it('gets its own path and host, below the path of the site', async () => {
      const [received] = await asked(['/80ABCD/images/a.png?b=1'], ({ url }) => ({
        path: '/80ABCD',
        origin: siteOrigin([url], { path: '/root', hostHeader: 'origin.example.com' }),
      }));
      expect(received).toMatchObject({ url: '/root/images/a.png?b=1', fields: { host: 'origin.example.com' } });
    });

    it('is the next server while the first can not be reached', async () => {
      expect(await asked(['/a'], ({ url }) => ({ origin: siteOrigin(['http://127.0.0.1:1', url]) }))).toHaveLength(1);
    });

    it('is each server in turn, if balanced so', async () => {
      await using one = await startOrigin(() => ({ fields: { 'cache-control': 'no-store' } }));
      await using two = await startOrigin(() => ({ fields: { 'cache-control': 'no-store' } }));
      await started.driver.configure([siteOf(one, { hostnames: [host], origin: siteOrigin([one.url, two.url], { balance: 'round-robin' }) })]);
      for (let time = 0; time < 10; time += 1) await get('/');
      expect([one.requests.length, two.requests.length]).toEqual([5, 5]);
    });

    it('may be missing: the edge answers 404', async () => {
      await started.driver.configure([siteOf({ url: '' }, { hostnames: [host], origin: null })]);
      expect((await get('/')).status).toBe(404);
    });

    it('may share its host with other sites, of which the longest path takes a request', async () => {
      await using one = await startOrigin(() => ({ body: 'one' }));
      await using two = await startOrigin(() => ({ body: 'two' }));
      await started.driver.configure([siteOf(one, { id: 'one', hostnames: [host], path: '/a' }), siteOf(two, { id: 'two', hostnames: [host], path: '/a/b' })]);
      for (const [path, body] of [['/a', 'one'], ['/a/c', 'one'], ['/a/b', 'two'], ['/a/b/c', 'two'], ['/a/bc', 'one']] as const) {
        expect((await get(path)).body.toString()).toBe(body);
      }
      expect((await get('/ab')).status).toBe(404);
    });
  });

  describe('what is cached of a site', () => {
    const twice = ['/a.css', '/a.css'];
    const rules = (path: string, cacheControl: string) => () => ({ cacheRules: [rule(path, { cacheControl })] });

    it('is what the origin says, or else what the site says', async () => {
      expect(await asked(twice, () => ({ defaultCacheControl: 'max-age=100' }), {})).toHaveLength(1);
      await started.driver.clear();
      expect(await asked(twice, () => ({ defaultCacheControl: 'max-age=100' }), { 'cache-control': 'no-store' })).toHaveLength(2);
    });

    it('is what the first rule that matches says, above all else', async () => {
      expect(await asked(twice, rules('*.css', 'max-age=100'), { 'cache-control': 'no-store' })).toHaveLength(1);
      await started.driver.clear();
      expect(await asked(twice, rules('/*', 'no-store'))).toHaveLength(2);
      await started.driver.clear();
      expect(await asked(twice, rules('/a', 'no-store'))).toHaveLength(1);
    });

    it('is an error of the server only if its origin says so and no rule forbids it', async () => {
      await using origin = await startOrigin(({ url }) => ({ status: 500, ...(url === '/said' && { fields: { 'cache-control': 'max-age=100' } }) }));
      const comeFor = async (paths: readonly string[], cacheControl: string) => {
        await started.driver.clear();
        const before = origin.requests.length;
        await started.driver.configure([siteOf(origin, { hostnames: [host], ...rules('/*', cacheControl)() })]);
        for (const path of paths) expect((await get(path)).status).toBe(500);
        return urlsOf(origin.requests.slice(before));
      };
      expect(await comeFor(['/a', '/a', '/said', '/said'], 'max-age=100')).toEqual(['/a', '/a', '/said']);
      expect(await comeFor(['/said', '/said'], 'no-store')).toEqual(['/said', '/said']);
    });

    it('tells apart by all of the query, by none of it, or by the parameters of a rule', async () => {
      const paths = ['/?a=1&b=1', '/?a=1&b=2', '/?b=3&a=1', '/?a=2'];
      expect(await asked(paths, () => ({}))).toHaveLength(4);
      await started.driver.clear();
      expect(urlsOf(await asked(paths, () => ({ queryStrings: 'none' })))).toHaveLength(1);
      await started.driver.clear();
      const only = (count: 'only' | 'except', name: string) => () => ({ cacheRules: [rule('/*', { queryParameters: { count, names: [name] } })] });
      expect(urlsOf(await asked(paths, only('only', 'a')))).toEqual(['/?a=1&b=1', '/?a=2']);
      await started.driver.clear();
      expect(urlsOf(await asked(paths, only('except', 'b')))).toEqual(['/?a=1&b=1', '/?a=2']);
    });

    it('is nothing with a query string, if those bypass the cache', async () => {
      expect(urlsOf(await asked(['/?a', '/?a', '/', '/'], () => ({ queryStrings: 'bypass' })))).toEqual(['/?a', '/?a', '/']);
    });
  });

  describe('an answer of a site', () => {
    it('has the fields that a rule sets, and not those that it drops', async () => {
      const value = `a "quoted" %20 {text}; with \\ and $ and '`;
      const changes = rule('/*', { setFields: [{ name: 'x-set', value }, { name: 'x-instead', value: 'new' }], dropFields: ['x-drop'] });
      await asked(['/a'], () => ({ cacheRules: [changes] }), { 'cache-control': 'max-age=100', 'x-drop': '1', 'x-instead': 'old' });
      const { fields } = await get('/a');
      expect(fields).toMatchObject({ 'x-set': value, 'x-instead': 'new' });
      expect(fields).not.toHaveProperty('x-drop');
    });

    it('is compressed if its media type is, for clients that accept it', async () => {
      const body = 'text '.repeat(1000);
      await using origin = await startOrigin(({ url }) => ({ fields: { 'cache-control': 'max-age=100', 'content-type': url === '/text' ? 'text/plain; charset=utf-8' : 'image/png' }, body }));
      await started.driver.configure([siteOf(origin, { hostnames: [host], compressedTypes: ['text/plain'] })]);
      for (let time = 0; time < 2; time += 1) {
        const compressed = await get('/text', { 'accept-encoding': 'gzip' });
        expect(compressed.fields).toMatchObject({ 'content-encoding': 'gzip' });
        expect(gunzipSync(compressed.body).toString()).toBe(body);
        const plain = await get('/text');
        expect(plain.fields).not.toHaveProperty('content-encoding');
        expect(plain.body.toString()).toBe(body);
        expect((await get('/image', { 'accept-encoding': 'gzip' })).fields).not.toHaveProperty('content-encoding');
      }
    });
  });

  describe('an event of a site', () => {
    it('has its whole path, and its query only if those are logged', async () => {
      events.length = 0;
      await asked(['/80ABCD/a?secret=1'], () => ({ path: '/80ABCD', logsQueryStrings: false }));
      await vi.waitFor(() => expect(events).toMatchObject([{ path: '/80ABCD/a', query: '' }]), { timeout: 10_000 });
    });
  });
}
