import { describe, expect, it, vi } from 'vitest';
import type { EdgeEvent } from './event.ts';
import { siteOf, startEdge, startOrigin, type TestEdge } from './edge.fixture.ts';

/** The last event, once there are as many as requests. */
async function event(edge: TestEdge, number: number): Promise<EdgeEvent | undefined> {
  await vi.waitFor(() => expect(edge.events).toHaveLength(number));
  return edge.events[number - 1];
}

describe('the event of a request', () => {
  it('tells site, method, URL, status, sizes and times', async () => {
    await using origin = await startOrigin(() => ({ status: 404, body: 'not here' }));
    const counts = { accountNumber: '1F3A', mediaTypeId: 8, cnameId: 5, originId: 7 } as const;
    await using edge = await startEdge(origin, { sites: [siteOf(origin, { counts, path: '/dir' })] });
    await edge.get('/dir/a%20?b', { host: 'www.example.com:8080', 'user-agent': 'test', referer: 'http://x/' });
    const told = await event(edge, 1);
    expect(told).toMatchObject({
      site: 'site',
      counts,
      method: 'GET',
      host: 'www.example.com:8080',
      path: '/dir/a%20',
      query: 'b',
      protocol: 'HTTP/1.1',
      ssl: false,
      status: 404,
      bytes: 8,
      originBytes: 8,
      originStatus: 404,
      clientIp: '127.0.0.1',
      userAgent: 'test',
      referrer: 'http://x/',
      error: null,
    });
    expect(told?.timeToFirstByteMs).toBeGreaterThan(0);
    expect(told?.totalMs).toBeGreaterThanOrEqual(told?.timeToFirstByteMs ?? Number.POSITIVE_INFINITY);
  });

  it('tells no query string of a site that does not log them', async () => {
    await using origin = await startOrigin(() => ({}));
    await using edge = await startEdge(origin, { sites: [siteOf(origin, { logsQueryStrings: false })] });
    await edge.get('/a?secret');
    expect(await event(edge, 1)).toMatchObject({ path: '/a', query: '' });
    expect(origin.requests[0]?.url).toBe('/a?secret');
  });

  it('tells why an origin gave no answer', async () => {
    await using edge = await startEdge({ url: 'http://127.0.0.1:1' });
    await edge.get('/');
    expect(await event(edge, 1)).toMatchObject({
      status: 502,
      cacheStatus: 'NONE',
      originStatus: null,
      error: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('tells of no error if the client holds what can not be stored', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'no-store', etag: '"1"' } }));
    await using edge = await startEdge(origin);
    expect((await edge.get('/', { 'if-none-match': '"1"' })).status).toBe(304);
    expect(await event(edge, 1)).toMatchObject({
      status: 304,
      cacheStatus: 'UNCACHEABLE',
      bytes: 0,
      originStatus: 200,
      error: null,
    });
  });

  it('has no origin for a hit', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    await edge.get('/', { range: 'bytes=0-1' });
    expect(await event(edge, 2)).toMatchObject({
      status: 206,
      cacheStatus: 'TCP_HIT',
      bytes: 2,
      originBytes: 0,
      originStatus: null,
    });
  });
});

describe('RFC 9211: Cache-Status, and the cache status of the event', () => {
  const fields = { 'cache-control': 'max-age=100', etag: '"1"' };

  it.each<[string, Readonly<Record<string, string>>[], string, string]>([
    ['a miss', [{}], 'Edgegraph;fwd=uri-miss;fwd-status=200;stored', 'TCP_MISS'],
    ['a hit', [{}, {}], 'Edgegraph;hit;ttl=N', 'TCP_HIT'],
    [
      'a refresh by the client',
      [{}, { 'cache-control': 'no-cache' }],
      'Edgegraph;fwd=request;fwd-status=200;stored',
      'TCP_CLIENT_REFRESH_MISS',
    ],
    [
      'what the client keeps out of caches',
      [{ 'cache-control': 'no-store' }],
      'Edgegraph;fwd=bypass;fwd-status=200',
      'UNCACHEABLE',
    ],
  ])('of %s', async (_, requests, member, status) => {
    await using origin = await startOrigin(() => ({ fields }));
    await using edge = await startEdge(origin);
    let last: string | string[] | undefined;
    for (const request of requests) last = (await edge.get('/', request)).fields['cache-status'];
    expect(String(last).replace(/ttl=\d+/, 'ttl=N')).toBe(member);
    expect((await event(edge, requests.length))?.cacheStatus).toBe(status);
  });

  it.each([
    ['validated', 304, 'Edgegraph;fwd=stale;fwd-status=304;stored', 'TCP_EXPIRED_HIT'],
    ['replaced', 200, 'Edgegraph;fwd=stale;fwd-status=200;stored', 'TCP_EXPIRED_MISS'],
  ])('of a stale response that is %s', async (_, later, member, status) => {
    await using origin = await startOrigin((__, number) => ({
      status: number === 1 ? 200 : later,
      fields: { ...fields, 'cache-control': 'max-age=0' },
    }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/')).fields['cache-status']).toBe(member);
    expect((await event(edge, 2))?.cacheStatus).toBe(status);
  });

  it('comes after that of a cache before', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-status': 'Origin;hit' } }));
    await using edge = await startEdge(origin);
    expect((await edge.get('/')).fields['cache-status']).toBe('Origin;hit, Edgegraph;fwd=uri-miss;fwd-status=200');
    expect((await event(edge, 1))?.cacheStatus).toBe('UNCACHEABLE');
  });
});
