import { describe, expect, it, vi } from 'vitest';
import { cacheRule, type Respond, siteOf, startEdge, startOrigin, type TestEdge } from './edge.fixture.ts';
import type { CacheRule, Site } from './site.ts';

/** An edge in front of an origin that answers so. */
async function serving(site: Partial<Site>, respond: Respond = () => ({ fields: { 'cache-control': 'max-age=100' } })) {
  const origin = await startOrigin(respond);
  const edge = await startEdge(origin, { sites: [siteOf(origin, site)] });
  return {
    origin,
    edge,
    [Symbol.asyncDispose]: async () => {
      await edge[Symbol.asyncDispose]();
      await origin[Symbol.asyncDispose]();
    },
  };
}

const ruled = (path: string, rest: Partial<CacheRule>): Partial<Site> => ({ cacheRules: [{ ...cacheRule(path, ''), cacheControl: null, ...rest }] });

async function bodies(edge: TestEdge, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) found.push((await edge.get(path)).body);
  return found;
}

describe('a cache rule', () => {
  it('replaces what the origin says, and the client still reads what the origin said', async () => {
    await using it = await serving({ cacheRules: [cacheRule('/a/*', 'max-age=100')] }, () => ({ fields: { 'cache-control': 'no-store' } }));
    expect(await bodies(it.edge, ['/a/b', '/a/b', '/b', '/b'])).toEqual(['answer 1', 'answer 1', 'answer 2', 'answer 3']);
    expect((await it.edge.get('/a/b')).fields['cache-control']).toBe('no-store');
  });

  it('that matches first holds', async () => {
    await using it = await serving({ cacheRules: [cacheRule('*.css', 'no-store'), cacheRule('*', 'max-age=100')] }, () => ({}));
    expect(await bodies(it.edge, ['/a.css', '/a.css', '/a.js', '/a.js'])).toEqual(['answer 1', 'answer 2', 'answer 3', 'answer 3']);
    await vi.waitFor(() => expect(it.edge.events.map(({ cacheStatus }) => cacheStatus)).toEqual(['CONFIG_NOCACHE', 'CONFIG_NOCACHE', 'TCP_MISS', 'TCP_HIT']));
  });

  it.each([500, 503])('gives no lifetime to an answer %d, of which the origin alone says how long it is fresh', async (status) => {
    await using it = await serving({ cacheRules: [cacheRule('*', 'max-age=100')] }, ({ url }) => ({ status, ...(url === '/b' && { fields: { 'cache-control': 'max-age=100' } }) }));
    expect(await bodies(it.edge, ['/a', '/a', '/b', '/b'])).toEqual(['answer 1', 'answer 2', 'answer 3', 'answer 3']);
  });

  it('of no-store keeps an answer 500 out of the cache, whatever the origin says', async () => {
    await using it = await serving({ cacheRules: [cacheRule('*', 'no-store')] }, () => ({ status: 500, fields: { 'cache-control': 'max-age=100' } }));
    expect(await bodies(it.edge, ['/', '/'])).toEqual(['answer 1', 'answer 2']);
  });

  it.each([200, 302, 404])('gives its lifetime to an answer %d', async (status) => {
    await using it = await serving({ cacheRules: [cacheRule('*', 'max-age=100')] }, () => ({ status }));
    expect(await bodies(it.edge, ['/', '/'])).toEqual(['answer 1', 'answer 1']);
  });

  it('is asked for the path within the site, without the query', async () => {
    await using it = await serving({ path: '/dir', cacheRules: [cacheRule('/a', 'max-age=100')] }, () => ({}));
    expect(await bodies(it.edge, ['/dir/a?b', '/dir/a?b', '/dir/ab', '/dir/ab'])).toEqual(['answer 1', 'answer 1', 'answer 2', 'answer 3']);
  });
});

describe('RFC 5861: a rule', () => {
  const first = { fields: { etag: '"1"' }, body: 'stored' };

  it('has stale responses served while they are revalidated', async () => {
    await using it = await serving({ cacheRules: [cacheRule('*', 'max-age=0, stale-while-revalidate=100')] }, (_, number) =>
      number === 1 ? first : { ...first, body: 'new' },
    );
    expect(await bodies(it.edge, ['/', '/'])).toEqual(['stored', 'stored']);
    await vi.waitFor(async () => expect((await it.edge.get('/')).body).toBe('new'));
  });

  it.each([500, 502, 503, 504])('has stale responses served instead of %d', async (status) => {
    await using it = await serving({ cacheRules: [cacheRule('*', 'max-age=0, stale-if-error=100')] }, (_, number) =>
      number === 1 ? first : { status },
    );
    expect(await bodies(it.edge, ['/', '/'])).toEqual(['stored', 'stored']);
    await vi.waitFor(() => expect(it.edge.events[1]).toMatchObject({ status: 200, originStatus: status, cacheStatus: 'TCP_EXPIRED_HIT' }));
  });

  it('has stale responses served while the origin is gone', async () => {
    await using it = await serving({ cacheRules: [cacheRule('*', 'max-age=0, stale-if-error=100')] }, () => first);
    await it.edge.get('/');
    await it.origin[Symbol.asyncDispose]();
    expect((await it.edge.get('/')).body).toBe('stored');
  });

  it.each(['CDN-Cache-Control', 'Cache-Control'])('is no more than the origin can say itself by %s', async (name) => {
    await using it = await serving({}, (_, number) =>
      number === 1 ? { fields: { ...first.fields, [name]: 'max-age=0, stale-if-error=100' }, body: 'stored' } : { status: 503 },
    );
    expect(await bodies(it.edge, ['/', '/'])).toEqual(['stored', 'stored']);
  });
});

describe('query strings', () => {
  const urls = ['/a', '/a?x=1&y=2', '/a?y=2&x=1', '/a?x=2'];

  it.each<[string, Partial<Site>, string[]]>([
    ['of a site that counts all', {}, ['answer 1', 'answer 2', 'answer 3', 'answer 4']],
    ['of a site that counts none', { queryStrings: 'none' }, ['answer 1', 'answer 1', 'answer 1', 'answer 1']],
    [
      'of a rule that counts some, in any order',
      ruled('*', { queryParameters: { count: 'only', names: ['x', 'y'] } }),
      ['answer 1', 'answer 2', 'answer 2', 'answer 3'],
    ],
    ['of a rule that counts all but some', ruled('*', { queryParameters: { count: 'except', names: ['x'] } }), ['answer 1', 'answer 2', 'answer 2', 'answer 1']],
    [
      'of a rule that counts other than its site',
      { queryStrings: 'none', ...ruled('*', { queryParameters: { count: 'all' } }) },
      ['answer 1', 'answer 2', 'answer 3', 'answer 4'],
    ],
  ])('%s', async (_, site, expected) => {
    await using it = await serving(site);
    expect(await bodies(it.edge, urls)).toEqual(expected);
  });

  it('go to the origin whole, even if they do not count', async () => {
    await using it = await serving({ queryStrings: 'none' });
    await it.edge.get('/a?y=2&x=1');
    expect(it.origin.requests[0]?.url).toBe('/a?y=2&x=1');
  });

  it('keep requests from the cache if the site says so', async () => {
    await using it = await serving({ queryStrings: 'bypass', ...ruled('/b', { queryParameters: { count: 'none' } }) });
    expect(await bodies(it.edge, ['/a?x', '/a?x', '/a', '/a', '/b?x', '/b?y'])).toEqual([
      'answer 1',
      'answer 2',
      'answer 3',
      'answer 3',
      'answer 4',
      'answer 4',
    ]);
    await vi.waitFor(() => expect(it.edge.events[1]?.cacheStatus).toBe('CONFIG_NOCACHE'));
    expect((await it.edge.get('/a?x')).fields['cache-status']).toBe('Edgegraph;fwd=bypass;fwd-status=200');
  });
});

describe('the fields of a rule', () => {
  const rule = ruled('*', {
    setFields: [
      { name: 'x-served-by', value: 'edge' },
      { name: 'server', value: 'ours' },
      { name: 'set-cookie', value: 'a=1' },
      { name: 'set-cookie', value: 'b=2' },
    ],
    dropFields: ['x-powered-by'],
  });
  const fields = { 'cache-control': 'max-age=100', etag: '"1"', server: 'theirs', 'x-powered-by': 'x' };
  const changed = { 'x-served-by': 'edge', server: 'ours', 'set-cookie': ['a=1', 'b=2'] };

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['a miss and a hit', {}, 200],
    ['a validation by the client', { 'if-none-match': '"1"' }, 304],
    ['a part', { range: 'bytes=0-1' }, 206],
    ['what the client keeps out of caches', { 'cache-control': 'no-store' }, 200],
  ])('are in %s', async (_, request, status) => {
    await using it = await serving(rule, () => ({ fields }));
    const answers = [await it.edge.get('/', request), await it.edge.get('/'), await it.edge.get('/', request)];
    expect(answers[2]?.status).toBe(status);
    for (const answer of answers) {
      expect(answer.fields).toMatchObject(changed);
      expect(answer.fields).not.toHaveProperty('x-powered-by');
    }
  });

  it('are those of the present configuration, whenever a response was stored', async () => {
    await using it = await serving(rule, () => ({ fields }));
    await it.edge.get('/');
    it.edge.edge.configure([siteOf(it.origin)]);
    expect((await it.edge.get('/')).fields).toMatchObject({ server: 'theirs', 'x-powered-by': 'x', 'cache-status': expect.stringMatching(/;hit/) });
  });
});

describe('the default Cache-Control of a site', () => {
  const site = { defaultCacheControl: 'max-age=100' };

  it.each([200, 203, 300, 301, 404, 410])('is said of an answer %d of which the origin says nothing', async (status) => {
    await using it = await serving(site, () => ({ status }));
    expect(await bodies(it.edge, ['/', '/'])).toEqual(['answer 1', 'answer 1']);
    expect((await it.edge.get('/')).fields).not.toHaveProperty('cache-control');
  });

  it('wins over the heuristic', async () => {
    await using it = await serving({ defaultCacheControl: 'no-store' }, () => ({ fields: { 'last-modified': 'Sat, 01 Jan 2000 00:00:00 GMT' } }));
    expect(await bodies(it.edge, ['/', '/'])).toEqual(['answer 1', 'answer 2']);
  });

  it.each<[string, ReturnType<Respond>]>([
    ['302', { status: 302 }],
    ['500', { status: 500 }],
    ['with Cache-Control', { fields: { 'cache-control': 'no-cache' } }],
    ['with Expires', { fields: { expires: '0' } }],
    ['with CDN-Cache-Control', { fields: { 'cdn-cache-control': 'no-store' } }],
    ['with Pragma', { fields: { pragma: 'no-cache' } }],
    ['with a cookie', { fields: { 'set-cookie': 'a=1' } }],
  ])('is not said of an answer %s', async (_, answer) => {
    await using it = await serving(site, () => answer);
    await bodies(it.edge, ['/', '/']);
    expect(it.origin.requests).toHaveLength(2);
  });

  it('gives way to a rule', async () => {
    await using it = await serving({ ...site, cacheRules: [cacheRule('*', 'no-store')] }, () => ({}));
    expect(await bodies(it.edge, ['/', '/'])).toEqual(['answer 1', 'answer 2']);
  });
});
