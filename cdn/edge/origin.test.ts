import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { cacheRule, type Origin, type OriginAnswer, type Respond, siteOf, siteOrigin, startEdge, startOrigin, type TestEdge } from './edge.fixture.ts';
import { lookupFor } from './origin-agents.ts';
import type { Site, SiteOrigin } from './site.ts';

const startEdgeBefore = (servers: string[], rest: Partial<SiteOrigin>, site: Partial<Site> = {}): Promise<TestEdge> =>
  startEdge({ url: '' }, { sites: [siteOf({ url: '' }, { origin: siteOrigin(servers, rest), ...site })] });

describe('the Host field of an origin', () => {
  it("is its server's own host and port", async () => {
    await using origin = await startOrigin(() => ({}));
    await using edge = await startEdge(origin);
    await edge.get('/', { host: 'www.example.com' });
    expect(origin.requests[0]?.fields.host).toBe(new URL(origin.url).host);
  });

  it('of a server that is no URL keeps the edge running', async () => {
    await using edge = await startEdgeBefore(['nowhere'], {});
    expect([(await edge.get('/')).status, (await edge.get('/')).status]).toEqual([502, 502]);
  });

  it('is what its customer configured', async () => {
    await using origin = await startOrigin(() => ({}));
    await using edge = await startEdgeBefore([origin.url], { hostHeader: 'files.example.com:81' });
    await edge.get('/', { host: 'www.example.com' });
    expect(origin.requests[0]?.fields).toMatchObject({ host: 'files.example.com:81', 'x-forwarded-host': 'www.example.com' });
  });
});

/** The addresses of localhost, as an origin of this address family finds them. */
const localhost = (rest: Partial<SiteOrigin>) =>
  new Promise<unknown>((resolve) => lookupFor(siteOrigin([], rest))('localhost', { all: true }, (error, found) => resolve(error ?? found)));

describe('an address family', () => {
  it.each([
    ['ipv4' as const, { address: '127.0.0.1', family: 4 }],
    ['ipv4-preferred' as const, { address: '127.0.0.1', family: 4 }],
  ])('%s comes first', async (addressFamily, first) => {
    expect(await localhost({ addressFamily })).toMatchObject({ 0: first });
  });

  it('that is the only one keeps the other away', async () => {
    const found = await localhost({ addressFamily: 'ipv6' });
    // A machine without IPv6 knows none.
    expect(found instanceof Error || (Array.isArray(found) && found.every(({ family }) => family === 6))).toBe(true);
  });
});

describe('an origin that may not be private', () => {
  const portOf = (origin: Origin) => new URL(origin.url).port;

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '0x7f.1', 'localhost', '169.254.169.254'])(
    'is not connected to at %s',
    async (host) => {
      await using origin = await startOrigin(() => ({}));
      await using edge = await startEdgeBefore([`http://${host}:${portOf(origin)}`], { mayBePrivate: false });
      const answer = await edge.get('/');
      expect(answer).toMatchObject({
        status: 502,
        body: 'The origin of this site is at an address where none may be. Its configuration must name another.\n',
      });
      expect(origin.requests).toEqual([]);
      await vi.waitFor(() => expect(edge.events[0]?.error).toBe("The origin's address is private or reserved."));
    },
  );

  it.each(['http', 'https'])('is not connected to over %s either, whatever Host field it is sent', async (scheme) => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await using edge = await startEdgeBefore([`${scheme}://127.0.0.1:${port}`], { mayBePrivate: false, hostHeader: 'www.example.com' });
    expect((await edge.get('/')).status).toBe(502);
    server.close();
    expect(connections).toBe(0);
  });

  it('shares no connection with one that may', async () => {
    await using origin = await startOrigin(() => ({}));
    const sites = [true, false].map((mayBePrivate) =>
      siteOf(origin, { id: String(mayBePrivate), hostnames: [`${mayBePrivate}.example.com`], origin: siteOrigin([origin.url], { mayBePrivate }) }),
    );
    await using edge = await startEdge(origin, { sites });
    const statuses: number[] = [];
    for (const host of ['true.example.com', 'false.example.com']) statuses.push((await edge.get('/', { host })).status);
    expect(statuses).toEqual([200, 502]);
  });
});

/** Follows the redirects of an origin that answers so. */
async function following(respond: Respond, rest: Partial<SiteOrigin> = {}, site: Partial<Site> = {}) {
  const origin = await startOrigin(respond);
  const edge = await startEdgeBefore([origin.url], { followRedirects: true, ...rest }, site);
  return {
    origin,
    edge,
    [Symbol.asyncDispose]: async () => {
      await edge[Symbol.asyncDispose]();
      await origin[Symbol.asyncDispose]();
    },
  };
}

const kept = { 'cache-control': 'max-age=100' };

describe('RFC 9110, 15.4: a redirect of an origin', () => {
  it('goes to the client unless it shall be followed', async () => {
    await using it = await following(() => ({ status: 302, fields: { location: '/b' } }), { followRedirects: false });
    expect(await it.edge.get('/a')).toMatchObject({ status: 302, fields: { location: '/b' } });
  });

  it.each([301, 302, 303, 307, 308])('is followed, and what is found there is stored under the URL that was asked for: %d', async (status) => {
    await using it = await following(({ url }) =>
      url === '/pre/a' ? { status, fields: { location: 'b?c', ...kept }, body: 'moved' } : { fields: kept, body: 'found' },
      { path: '/pre' },
    );
    expect(await it.edge.get('/a')).toMatchObject({ status: 200, body: 'found' });
    expect(await it.edge.get('/a')).toMatchObject({ body: 'found', fields: { 'cache-status': expect.stringMatching(/;hit/) } });
    expect(it.origin.requests.map(({ url }) => url)).toEqual(['/pre/a', '/pre/b?c']);
    await vi.waitFor(() => expect(it.edge.events[0]).toMatchObject({ path: '/a', originStatus: 200, originBytes: 5 }));
  });

  it('is relative to the server, whatever path the client asked for', async () => {
    await using it = await following(({ url }) => (url === '//other.example/a' ? { status: 302, fields: { location: 'b' } } : { body: url }));
    expect((await it.edge.get('//other.example/a')).body).toBe('//other.example/b');
  });

  it('to the name in the Host field stays at the server', async () => {
    await using it = await following(
      ({ url }) => (url === '/a' ? { status: 301, fields: { location: 'http://www.example.com/b' } } : { body: 'found' }),
      { hostHeader: 'www.example.com' },
    );
    expect((await it.edge.get('/a')).body).toBe('found');
    expect(it.origin.requests[1]?.fields.host).toBe('www.example.com');
  });

  it('to another origin takes no credentials along', async () => {
    await using other = await startOrigin(() => ({ body: 'found' }));
    await using it = await following(() => ({ status: 307, fields: { location: `${other.url}/b` } }));
    expect((await it.edge.get('/a', { cookie: 'a=1', authorization: 'Basic YTpi', 'x-a': '1' })).body).toBe('found');
    expect(other.requests[0]?.fields).toMatchObject({ host: new URL(other.url).host, 'x-a': '1' });
    expect(other.requests[0]?.fields).not.toHaveProperty('cookie');
    expect(other.requests[0]?.fields).not.toHaveProperty('authorization');
  });

  it('is validated by what it leads to', async () => {
    await using it = await following(({ url, fields }): OriginAnswer => {
      if (url === '/a') return { status: 302, fields: { location: '/b' } };
      return fields['if-none-match'] === '"1"'
        ? { status: 304, fields: kept, body: '' }
        : { fields: { 'cache-control': 'max-age=0', etag: '"1"' }, body: 'found' };
    });
    await it.edge.get('/a');
    expect(await it.edge.get('/a')).toMatchObject({ status: 200, body: 'found' });
    await vi.waitFor(() => expect(it.edge.events[1]?.cacheStatus).toBe('TCP_EXPIRED_HIT'));
  });

  it('is followed five times, then goes to the client', async () => {
    await using it = await following((_, number) => ({ status: 302, fields: { location: `/${number}` } }));
    expect(await it.edge.get('/a')).toMatchObject({ status: 302, fields: { location: '/6' } });
    expect(it.origin.requests).toHaveLength(6);
  });

  it.each(['ftp://a/b', 'javascript:alert(1)', 'http://'])('to %s goes to the client', async (location) => {
    await using it = await following(() => ({ status: 302, fields: { location } }));
    expect(await it.edge.get('/a')).toMatchObject({ status: 302, fields: { location } });
  });

  it('of a request with effects goes to the client', async () => {
    await using it = await following(() => ({ status: 307, fields: { location: '/b' } }));
    expect((await it.edge.get('/a', {}, 'POST', 'body')).status).toBe(307);
  });

  it.each([
    ['ipv4' as const, 200],
    ['ipv6' as const, 502],
  ])('is followed to those addresses only that the origin may have: %s', async (addressFamily, status) => {
    await using it = await following(
      ({ url, fields }) => (url === '/a' ? { status: 302, fields: { location: `http://localhost:${String(fields.host).split(':')[1]}/b` } } : {}),
      { addressFamily },
    );
    expect((await it.edge.get('/a')).status).toBe(status);
  });

  it.each([
    ['a redirect that is private', { 'cache-control': 'private' }, {}],
    ['the client who is known to the origin', kept, { cookie: 'user=1' }],
  ])('keeps what it leads to out of the cache if it belongs to %s', async (_, fields, request) => {
    await using it = await following(({ url }) =>
      url === '/me' ? { status: 302, fields: { location: '/users/1', ...fields } } : { fields: kept },
    );
    await it.edge.get('/me', request);
    expect((await it.edge.get('/me', request)).fields['cache-control']).toBe('max-age=100');
    expect(it.origin.requests).toHaveLength(4);
  });

  it('leaves caching to a rule', async () => {
    await using it = await following(
      ({ url }) => (url === '/a' ? { status: 302, fields: { location: '/b', 'cache-control': 'no-store' } } : {}),
      {},
      { cacheRules: [cacheRule('/a', 'max-age=100')] },
    );
    await it.edge.get('/a');
    await it.edge.get('/a');
    expect(it.origin.requests).toHaveLength(2);
  });

  it('adds what it varies by', async () => {
    await using it = await following(({ url, fields }) =>
      url === '/a'
        ? { status: 302, fields: { location: `/${String(fields.lang)}`, vary: 'lang', ...kept } }
        : { fields: { ...kept, vary: 'x-b' }, body: url },
    );
    const bodies: string[] = [];
    for (const lang of ['de', 'fr', 'de']) bodies.push((await it.edge.get('/a', { lang })).body);
    expect(bodies).toEqual(['/de', '/fr', '/de']);
    expect(it.origin.requests).toHaveLength(4);
  });
});
