import { createConnection } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { siteOf, startOrigin } from '../../edge/edge.fixture.ts';
import { describeVarnish, startVarnish, type TestVarnish } from './varnish.fixture.ts';

describeVarnish('what a Varnish edge stores', () => {
  let varnish: TestVarnish;
  beforeAll(async () => {
    varnish = await startVarnish();
  });
  beforeEach(() => varnish.driver.clear());
  afterAll(() => varnish[Symbol.asyncDispose]());

  /** Whether the second of two requests alike is answered from the cache. */
  async function reuses(fields: Readonly<Record<string, string | string[]>>, request: Readonly<Record<string, string>> = {}): Promise<boolean> {
    await using origin = await startOrigin(() => ({ fields }));
    await varnish.driver.configure([siteOf(origin)]);
    await varnish.get('/', request);
    await varnish.get('/', request);
    return origin.requests.length === 1;
  }

  it.each([
    ['no-store', { 'cache-control': 'no-store, max-age=100' }],
    ['no-store in a second line', { 'cache-control': ['max-age=100', 'No-Store'] }],
    ['private', { 'cache-control': 'private, max-age=100' }],
    ['no-cache', { 'cache-control': 'no-cache, max-age=100' }],
    ['a cookie being set', { 'cache-control': 'max-age=100', 'set-cookie': 'a=b' }],
    ['Vary by everything', { 'cache-control': 'max-age=100', vary: '*' }],
    ['an Age that uses it up', { 'cache-control': 'max-age=100', age: '100' }],
    ['nothing said of caching', {}],
    ['CDN-Cache-Control that forbids it', { 'cache-control': 'max-age=100', 'cdn-cache-control': 'no-store' }],
  ])('is nothing after %s', async (_, fields) => {
    expect(await reuses(fields)).toBe(false);
  });

  it.each([
    ['max-age', { 'cache-control': 'public, max-age=100' }],
    ['s-maxage before max-age', { 'cache-control': 'max-age=0, s-maxage=100' }],
    ['CDN-Cache-Control before Cache-Control', { 'cache-control': 'no-store', 'cdn-cache-control': 'max-age=100' }],
    ['Expires', { expires: new Date(Date.now() + 100_000).toUTCString() }],
    ['Last-Modified long ago', { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }],
  ])('is fresh by %s', async (_, fields) => {
    expect(await reuses(fields)).toBe(true);
  });

  it('is an answer to Authorization only if it says so', async () => {
    const request = { authorization: 'Basic eDp5' };
    expect(await reuses({ 'cache-control': 'max-age=100' }, request)).toBe(false);
    expect(await reuses({ 'cache-control': 'public, max-age=100' }, request)).toBe(true);
  });

  it('is purged by a request that changes it', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    await varnish.driver.configure([siteOf(origin)]);
    const bodies: string[] = [];
    for (const method of ['GET', 'POST', 'GET'] as const) bodies.push((await varnish.get('/', {}, method)).body);
    expect(bodies).toEqual(['answer 1', 'answer 2', 'answer 3']);
  });

  describe("with the edge's own fields in a client's or an origin's message", () => {
    const forged = { 'eg-site': 'x', 'eg-key': 'x', 'eg-do': 'purge-hard', 'eg-token': 'x', 'eg-cache-control': 'no-store', 'eg-rule': '0.0', 'eg-failed': '1' };

    it('is the same, and stays purgeable', async () => {
      await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100', eg: 'x', 'eg-fetch': 'hit;', 'eg-while-revalidate': '1d' } }));
      await varnish.driver.configure([siteOf(origin)]);
      const first = await varnish.get('/', { ...forged, connection: Object.keys(forged).join(', ') });
      expect(await varnish.get('/')).toMatchObject({ body: first.body });
      expect(Object.keys({ ...first.fields, ...origin.requests[0]?.fields }).filter((name) => name.startsWith('eg'))).toEqual([]);
      expect(await varnish.driver.purge([{ site: 'site', target: { kind: 'path', path: '/' }, mode: 'hard' }])).toEqual({ objects: 1, remaining: 0 });
    });

    it('is not commanded by clients', async () => {
      await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
      await varnish.driver.configure([siteOf(origin)]);
      await varnish.get('/');
      for (const command of ['ban', 'mark', 'load', 'purge-hard', 'purge-soft', 'unsafe'])
        expect((await varnish.get('/', { 'eg-do': command, 'eg-ban': 'obj.http.eg ~ .' })).body).toBe('answer 1');
    });
  });

  it('never is of a path that leads out of its site', async () => {
    await using origin = await startOrigin(() => ({}));
    await varnish.driver.configure([siteOf(origin, { path: '/a' })]);
    for (const path of ['/a/../b', '/a/%2E%2e/b', '/a/..']) {
      const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(varnish.driver.url).port) });
      socket.end(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(Buffer.concat(await Array.fromAsync<Buffer>(socket)).toString('latin1')).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    }
    expect(origin.requests).toEqual([]);
  });
});
