import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { siteOf, siteOrigin, startOrigin } from '../edge/edge.fixture.ts';
import type { EdgeEvent } from '../edge/event.ts';
import type { PurgeTarget } from '../edge/labels.ts';
import type { Site } from '../edge/site.ts';
import { type EdgeDriver, SiteError } from './edge-driver.ts';
import { describeServedSite } from './served-site.suite.ts';
import type { StartDriver } from './started-driver.fixture.ts';

/** What every driver does. */
export function describeDriver(start: StartDriver): void {
  describeServedSite(start);

  let driver: EdgeDriver;
  let url: string;
  const events: EdgeEvent[] = [];
  const clients = new Agent();

  beforeAll(async () => {
    ({ driver, url } = await start((event) => events.push(event)));
  });
  beforeEach(() => driver.clear());
  afterAll(async () => {
    await clients.destroy();
    await driver.close();
  });

  async function get(path: string, headers: IncomingHttpHeaders = {}, edge = url) {
    const answer = await request(edge + path, { headers, dispatcher: clients });
    return { status: answer.statusCode, fields: answer.headers, body: await answer.body.text() };
  }

  /** Asks for each path; gives those for which the origin was asked. */
  async function askedOf(origin: { requests: { url: string }[] }, asked: readonly string[], host = 'www.example.com'): Promise<string[]> {
    const before = origin.requests.length;
    for (const path of asked) expect((await get(path, { host })).status).toBe(200);
    return origin.requests.slice(before).map((each) => each.url);
  }

  describe('before it is configured', () => {
    it('serves no host, and takes purges', async () => {
      const fresh = await start(() => undefined);
      expect((await get('/', {}, fresh.url)).status).toBe(404);
      expect(await fresh.driver.purge([{ site: 'site', target: { kind: 'site' }, mode: 'hard' }])).toEqual({ objects: 0, remaining: 0 });
      await fresh.driver.close();
    });
  });

  describe('configure', () => {
    it('has new requests answered by the new sites', async () => {
      await using one = await startOrigin(() => ({ body: 'one' }));
      await using two = await startOrigin(() => ({ body: 'two' }));
      await driver.configure([siteOf(one, { id: 'one', hostnames: ['one.example.com'] })]);
      expect(await get('/', { host: 'one.example.com' })).toMatchObject({ status: 200, body: 'one' });
      await driver.configure([siteOf(two, { id: 'two', hostnames: ['two.example.com', 'www.two.example.com'] })]);
      expect((await get('/', { host: 'one.example.com' })).status).toBe(404);
      expect(await get('/', { host: 'two.example.com:8080' })).toMatchObject({ status: 200, body: 'two' });
      expect(await get('/', { host: 'WWW.two.example.com' })).toMatchObject({ status: 200, body: 'two' });
    });

    it('keeps what is stored of a site that stays', async () => {
      await using origin = await taggingOrigin();
      await driver.configure([siteOf(origin)]);
      expect(await askedOf(origin, ['/a'])).toEqual(['/a']);
      await driver.configure([siteOf(origin), siteOf(origin, { id: 'other', hostnames: ['other.example.com'] })]);
      expect(await askedOf(origin, ['/a'])).toEqual([]);
    });

    it('lets a request under way end by the sites that it began with', async () => {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      await using origin = await startOrigin(async () => {
        await held;
        return { body: 'whole' };
      });
      await driver.configure([siteOf(origin)]);
      const answer = get('/');
      await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
      await driver.configure([]);
      release();
      expect(await answer).toMatchObject({ status: 200, body: 'whole' });
    });

    it('drops no request while sites are replaced again and again', async () => {
      await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'no-store' } }));
      const replaced = (id: string): Site[] => [siteOf(origin), siteOf(origin, { id, hostnames: [`${id}.example.com`] })];
      await driver.configure(replaced('first'));
      const done = new AbortController();
      const clientsAsking = [1, 2, 3, 4].map(async () => {
        const statuses = new Set<number>();
        while (!done.signal.aborted) statuses.add((await get('/', { host: 'www.example.com' })).status);
        return statuses;
      });
      for (const id of ['second', 'third', 'fourth', 'fifth']) await driver.configure(replaced(id));
      done.abort();
      for (const statuses of await Promise.all(clientsAsking)) expect([...statuses]).toEqual([200]);
    });

    it.each(unservable)('rejects %s with a SiteError, and keeps the sites that it has', async (_, wrong) => {
      await using origin = await startOrigin(() => ({}));
      await driver.configure([siteOf(origin)]);
      const rejected = driver.configure([siteOf(origin, { id: 'new', hostnames: ['new.example.com'] }), wrong]);
      const error = await rejected.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(SiteError);
      expect(error).toMatchObject({ problems: [{ site: 'wrong', message: expect.stringMatching(/\w/) }] });
      expect((await get('/', { host: 'www.example.com' })).status).toBe(200);
      await driver.configure([siteOf(origin)]);
    });
  });

  describe('check', () => {
    it.each(unservable)('names %s, and changes nothing', async (_, wrong) => {
      await using origin = await startOrigin(() => ({}));
      await driver.configure([siteOf(origin, { hostnames: ['www.example.com'] })]);
      const fine = siteOf(origin, { id: 'fine', hostnames: ['fine.example.com'] });
      expect(await driver.check([fine])).toEqual([]);
      expect(await driver.check([fine, wrong])).toEqual([{ site: 'wrong', message: expect.stringMatching(/\w/) }]);
      expect((await get('/', { host: 'fine.example.com' })).status).toBe(404);
      expect((await get('/', { host: 'www.example.com' })).status).toBe(200);
    });
  });

  describe('purge', () => {
    it.each(purges)('of %s removes just that and proves it', async (_, target, purged) => {
      await using origin = await taggingOrigin();
      await driver.configure([siteOf(origin)]);
      await askedOf(origin, paths);
      expect(await driver.purge([{ site: 'site', target, mode: 'hard' }])).toEqual({ objects: purged.length, remaining: 0 });
      expect(await askedOf(origin, paths)).toEqual(purged);
      expect(origin.requests.some(({ fields }) => 'if-none-match' in fields)).toBe(false);
    });

    it.each(purges)('of %s, if soft, has just that validated', async (_, target, purged) => {
      await using origin = await taggingOrigin();
      await driver.configure([siteOf(origin)]);
      await askedOf(origin, paths);
      expect(await driver.purge([{ site: 'site', target, mode: 'soft' }])).toEqual({ objects: purged.length, remaining: 0 });
      await askedOf(origin, paths);
      const validated = () => origin.requests.slice(paths.length).map(({ url, fields }) => [url, fields['if-none-match']]);
      await vi.waitFor(() => expect(validated()).toEqual(purged.map((path) => [path, '"1"'])));
    });

    it.each(purges)('of %s is counted beforehand, which changes nothing', async (_, target, purged) => {
      await using origin = await taggingOrigin();
      await driver.configure([siteOf(origin)]);
      await askedOf(origin, paths);
      expect(await driver.count([{ site: 'site', target, mode: 'hard' }])).toBe(purged.length);
      expect(await askedOf(origin, paths)).toEqual([]);
    });

    it('counts an object once that several meet', async () => {
      await using origin = await taggingOrigin();
      await driver.configure([siteOf(origin)]);
      await askedOf(origin, paths);
      const several = (['/a', '/dir/x'] as const).flatMap((path) => [
        { site: 'site', target: { kind: 'url', url: path }, mode: 'hard' } as const,
        { site: 'site', target: { kind: 'path', path }, mode: 'hard' } as const,
      ]);
      expect(await driver.count(several)).toBe(3);
      expect(await driver.purge(several)).toEqual({ objects: 3, remaining: 0 });
      expect(await askedOf(origin, paths)).toEqual(['/a', '/a?b=1', '/dir/x']);
    });

    it('leaves other sites alone', async () => {
      await using origin = await taggingOrigin();
      const [one, two] = ['one', 'two'].map((id) => siteOf(origin, { id, hostnames: [`${id}.example.com`] }));
      await driver.configure([one, two].filter((site) => site !== undefined));
      for (const host of ['one.example.com', 'two.example.com']) await askedOf(origin, paths, host);
      for (const [, target] of purges) await driver.purge([{ site: 'one', target, mode: 'hard' }]);
      expect(await askedOf(origin, paths, 'two.example.com')).toEqual([]);
      expect(await askedOf(origin, paths, 'one.example.com')).toEqual(paths);
    });

    it('keeps what was fetched after it', async () => {
      await using origin = await taggingOrigin();
      await driver.configure([siteOf(origin)]);
      for (const [, target] of purges) await driver.purge([{ site: 'site', target, mode: 'hard' }]);
      await askedOf(origin, paths);
      expect(await askedOf(origin, paths)).toEqual([]);
    });

    it.each(purges)('of %s covers a response that left the origin before', async (_, target, [path = '']) => {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      await using origin = await startOrigin(async ({ url }, number) => {
        if (number === 1) await held;
        return tagged(url);
      });
      await driver.configure([siteOf(origin)]);
      const before = get(path, { host: 'www.example.com' });
      await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
      const purged = driver.purge([{ site: 'site', target, mode: 'hard' }]);
      // A driver may wait for what is under way, or let it pass by unstored.
      await Promise.race([purged, new Promise(setImmediate)]);
      release();
      expect((await before).status).toBe(200);
      expect(await purged).toMatchObject({ remaining: 0 });
      expect(await askedOf(origin, [path, path])).toEqual([path]);
    });
  });

  describe('load', () => {
    const load = { site: 'site', host: 'www.example.com', url: '/a?b=1' };

    it('makes the next request a hit', async () => {
      await using origin = await taggingOrigin();
      await driver.configure([siteOf(origin, { hostnames: [load.host] })]);
      expect(await driver.load(load)).toEqual({ status: 200, bytes: Buffer.byteLength('of /a?b=1'), stored: true, problem: null });
      expect(await askedOf(origin, ['/a?b=1'])).toEqual([]);
      expect(origin.requests).toHaveLength(1);
    });

    it('says when the answer is not stored', async () => {
      await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'no-store' } }));
      await driver.configure([siteOf(origin, { hostnames: [load.host] })]);
      expect(await driver.load(load)).toMatchObject({ status: 200, stored: false });
    });

    it.each([404, 500])("reports an origin's status %i", async (status) => {
      await using origin = await startOrigin(() => ({ status, fields: { 'cache-control': 'no-store' } }));
      await driver.configure([siteOf(origin, { hostnames: [load.host] })]);
      expect(await driver.load(load)).toMatchObject({ status, stored: false });
    });

    it('names what went wrong, be it the origin or an unknown site', async () => {
      await driver.configure([siteOf({ url: 'http://127.0.0.1:1' }, { hostnames: [load.host] })]);
      const failed = { stored: false, problem: expect.stringMatching(/\w/) };
      expect(await driver.load(load)).toMatchObject(failed);
      expect(await driver.load({ ...load, site: 'unknown' })).toMatchObject({ ...failed, status: null, bytes: 0 });
    });
  });

  describe('clear', () => {
    it('removes everything stored, of every site', async () => {
      await using origin = await taggingOrigin();
      const hosts = ['one.example.com', 'two.example.com'];
      await driver.configure(hosts.map((host) => siteOf(origin, { id: host, hostnames: [host] })));
      for (const host of hosts) await askedOf(origin, paths, host);
      await driver.clear();
      for (const host of hosts) expect(await driver.count([{ site: host, target: { kind: 'site' }, mode: 'hard' }])).toBe(0);
      for (const host of hosts) expect(await askedOf(origin, paths, host)).toEqual(paths);
    });
  });

  describe('events', () => {
    const told = async (count: number): Promise<readonly EdgeEvent[]> => {
      await vi.waitFor(() => expect(events.length).toBeGreaterThanOrEqual(count), { timeout: 10_000 });
      return events;
    };

    it('tell of each request once, with its site and what the cache did', async () => {
      await using origin = await startOrigin(() => ({ status: 203, fields: { 'cache-control': 'max-age=100' }, body: 'x'.repeat(1000) }));
      const site = siteOf(origin, { counts: { accountNumber: 'ABCD', mediaTypeId: 8, cnameId: 4, originId: 5 } });
      await driver.configure([site]);
      events.length = 0;
      const headers = { host: 'www.example.com', referer: 'https://example.com/"', 'user-agent': 'a b' };
      for (let asked = 0; asked < 2; asked += 1) await get('/a/b?c=d%20e', headers);
      const alike = { site: 'site', counts: site.counts, method: 'GET', host: 'www.example.com', path: '/a/b', query: 'c=d%20e', protocol: 'HTTP/1.1', ssl: false, status: 203, bytes: 1000, clientIp: '127.0.0.1', referrer: 'https://example.com/"', userAgent: 'a b', error: null };
      const inOrder = (await told(2)).toSorted((one, other) => one.cacheStatus.localeCompare(other.cacheStatus));
      expect(inOrder).toMatchObject([
        { ...alike, cacheStatus: 'TCP_HIT', originBytes: 0, originStatus: null },
        { ...alike, cacheStatus: 'TCP_MISS', originBytes: 1000, originStatus: 203 },
      ]);
      for (const { totalMs, timeToFirstByteMs } of events) {
        expect(totalMs).toBeGreaterThanOrEqual(timeToFirstByteMs ?? Number.POSITIVE_INFINITY);
      }
    });

    it('count every request of many clients, and no load', async () => {
      await using origin = await taggingOrigin();
      await driver.configure([siteOf(origin, { id: 'counted', hostnames: ['www.example.com'] })]);
      events.length = 0;
      await driver.load({ site: 'counted', host: 'www.example.com', url: '/a' });
      await Promise.all(Array.from({ length: 200 }, () => get('/a', { host: 'www.example.com' })));
      expect((await told(200)).map(({ site, cacheStatus }) => `${site} ${cacheStatus}`)).toEqual(Array(200).fill('counted TCP_HIT'));
    });
  });

  describe('close', () => {
    it('finishes requests under way, then takes no more', async () => {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      await using origin = await startOrigin(async () => {
        await held;
        return { body: STATUS_CODES[200] ?? '' };
      });
      const closing = await start(() => undefined);
      await closing.driver.configure([siteOf(origin)]);
      const answer = get('/', {}, closing.url);
      await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
      const closed = closing.driver.close();
      release();
      expect(await answer).toMatchObject({ status: 200, body: 'OK' });
      await closed;
      await expect(get('/', {}, closing.url)).rejects.toThrow(/ECONNREFUSED|other side closed/);
    });
  });
}

const paths = ['/', '/a', '/a?b=1', '/dir/x', '/dir/x.css', '/dir/sub/y', '/directory'];

/** The target, and which of the paths it names. */
const purges: readonly (readonly [string, PurgeTarget, readonly string[]])[] = [
  ['a site', { kind: 'site' }, paths],
  ['a URL without query', { kind: 'url', url: '/a' }, ['/a']],
  ['a URL with its query', { kind: 'url', url: '/a?b=1' }, ['/a?b=1']],
  ['a path with every query', { kind: 'path', path: '/a' }, ['/a', '/a?b=1']],
  ['a directory', { kind: 'directory', path: '/dir/' }, ['/dir/x', '/dir/x.css']],
  ['a pattern', { kind: 'pattern', path: '/dir/*.c*s' }, ['/dir/x.css']],
  ['a directory and what is below', { kind: 'prefix', path: '/dir/' }, ['/dir/x', '/dir/x.css', '/dir/sub/y']],
  ['a tag of Surrogate-Key', { kind: 'tag', tag: '/dir/x' }, ['/dir/x']],
  ['a tag of Cache-Tag', { kind: 'tag', tag: 'also' }, paths],
];

/** What any path is answered with: tags of its own name and `also`, and a validator. */
const tagged = (url: string) => ({
  fields: { 'cache-control': 'max-age=100', etag: '"1"', 'surrogate-key': `all ${url}`, 'cache-tag': `also,${url}` },
  body: `of ${url}`,
});

const taggingOrigin = () => startOrigin(({ url, fields }) => (fields['if-none-match'] === '"1"' ? { ...tagged(url), status: 304, body: '' } : tagged(url)));

const wrong = (rest: Partial<Site>): Site => siteOf({ url: 'http://127.0.0.1:1' }, { id: 'wrong', hostnames: ['wrong.example.com'], ...rest });

/** Sites that no driver can serve. */
const unservable: readonly (readonly [string, Site])[] = [
  ['a server that is no URL', wrong({ origin: siteOrigin(['nonsense']) })],
  ['a server of another scheme', wrong({ origin: siteOrigin(['ftp://origin.example.com']) })],
  [
    'a field that no response can carry',
    wrong({ cacheRules: [{ path: '/*', cacheControl: null, queryParameters: null, setFields: [{ name: 'x', value: 'a\r\nb: c' }], dropFields: [] }] }),
  ],
];
