import { describe, expect, it, vi } from 'vitest';
import { encryptToken } from '../ectoken.ts';
import { siteOf, startEdge, startOrigin } from './edge.fixture.ts';
import { keysFor, partToken, protectedPathsOf } from './protection.ts';
import type { Site } from './site.ts';

const protectedPaths = [{ path: '/secure', keys: ['primary', 'backup'] }];
const unrestricted = encryptToken('primary', 'ec_expire=4102444800');

async function guarding(site: Partial<Site> = {}) {
  const origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
  const edge = await startEdge(origin, { sites: [siteOf(origin, { protectedPaths, ...site })] });
  return {
    origin,
    edge,
    [Symbol.asyncDispose]: async () => {
      await edge[Symbol.asyncDispose]();
      await origin[Symbol.asyncDispose]();
    },
  };
}

describe('a protected path', () => {
  it('is refused without a token, with that of another customer, and one that was changed', async () => {
    await using it = await guarding();
    const changed = `${unrestricted.slice(0, -1)}${unrestricted.endsWith('A') ? 'B' : 'A'}`;
    for (const query of ['', '?', '?a=1', `?${encryptToken('other', '')}`, `?${changed}`, `?a=1&${unrestricted}`])
      expect(await it.edge.get(`/secure/a${query}`)).toMatchObject({
        status: 403,
        body: 'This URL needs a token that is valid for this request.\n',
        fields: { 'cache-control': 'no-store' },
      });
    expect(it.origin.requests).toEqual([]);
  });

  it('is served with a token of any of the keys, which neither cache nor origin see', async () => {
    await using it = await guarding();
    const bodies: string[] = [];
    for (const token of [unrestricted, encryptToken('backup', ''), encryptToken('primary', 'ec_proto_allow=http')])
      for (const rest of ['', '&x=1']) bodies.push((await it.edge.get(`/secure/a?${token}${rest}`)).body);
    expect(bodies).toEqual(['answer 1', 'answer 2', 'answer 1', 'answer 2', 'answer 1', 'answer 2']);
    expect(it.origin.requests.map(({ url }) => url)).toEqual(['/secure/a', '/secure/a?x=1']);
  });

  it('is refused though its response is stored', async () => {
    await using it = await guarding();
    await it.edge.get(`/secure/a?${unrestricted}`);
    expect((await it.edge.get('/secure/a')).status).toBe(403);
  });

  it('without any key admits nobody', async () => {
    await using it = await guarding({ protectedPaths: [{ path: '/secure', keys: [] }] });
    expect((await it.edge.get(`/secure/a?${unrestricted}`)).status).toBe(403);
  });

  it('asks for a token with every method', async () => {
    await using it = await guarding();
    for (const method of ['HEAD', 'POST', 'DELETE']) expect((await it.edge.get('/secure/a', {}, method)).status).toBe(403);
  });

  it('is reckoned from the path of the site', async () => {
    await using it = await guarding({ path: '/800001/dir' });
    expect((await it.edge.get('/800001/dir/secure/a')).status).toBe(403);
    expect((await it.edge.get(`/800001/dir/secure/a?${unrestricted}`)).status).toBe(200);
  });

  it('is loaded and purged without a token, or with one', async () => {
    await using it = await guarding();
    for (const query of ['?x=1', `?${unrestricted}&x=1`]) {
      expect(await it.edge.edge.load({ site: 'site', host: 'a', url: `/secure/a${query}` })).toMatchObject({ status: 200, stored: true });
      const purge = { site: 'site', target: { kind: 'url', url: `/secure/a${query}` }, mode: 'hard' } as const;
      expect(await it.edge.edge.purge(purge).objects).toBe(1);
    }
    expect(it.origin.requests.map(({ url }) => url)).toEqual(['/secure/a?x=1', '/secure/a?x=1']);
  });

  it('tells its tokens to no event, neither as query nor as referrer', async () => {
    await using it = await guarding();
    const referer = `http://www.example.com/secure/page?${unrestricted}`;
    await it.edge.get(`/secure/a?${unrestricted}&x=1`, { referer });
    await it.edge.get('/secure/a?wrong');
    await it.edge.get('/b?c', { referer });
    await it.edge.get('/b?c', { referer: 'http://www.example.com/page?q' });
    await vi.waitFor(() => expect(it.edge.events).toHaveLength(4));
    expect(it.edge.events.map(({ path, query, referrer }) => [path, query, referrer])).toEqual([
      ['/secure/a', 'x=1', 'http://www.example.com/secure/page'],
      ['/secure/a', '', ''],
      ['/b', 'c', 'http://www.example.com/secure/page'],
      ['/b', 'c', 'http://www.example.com/page?q'],
    ]);
    expect(JSON.stringify(it.edge.events)).not.toContain(unrestricted);
  });
});

describe('what a protected path covers', () => {
  const covered = (path: string, spelling: string) => keysFor(protectedPathsOf(siteOf({ url: '' }, { protectedPaths: [{ path, keys: ['k'] }] })), spelling) !== null;

  it.each(['/secure', '/secure/', '/secure/a', '/SECURE/a', '/%73ecure/a', '/%2573ecure/a', '//secure/a', '/a/..%2fsecure/a', '/secure;x=1/a', '/\\secure/a', '/./secure'])(
    'is %s, however an origin may read it',
    (spelling) => {
      expect([covered('/secure', spelling), covered('/secure/', spelling), covered('/', spelling)]).toEqual([true, true, true]);
    },
  );

  it.each(['/secured', '/', '/a/secure', '/secure/../a'])('is not %s', (spelling) => {
    expect(covered('/secure', spelling)).toBe(false);
  });

  it('is a path in any writing', () => {
    expect([covered('/süß', '/s%C3%BC%C3%9F/a'), covered('/s%c3%bc%C3%9F', '/s%C3%BC%C3%9F/a')]).toEqual([true, true]);
  });
});

describe('the token of a URL', () => {
  it.each([
    ['/a', '', '/a'],
    ['/a?', '', '/a'],
    ['/a?token', 'token', '/a'],
    ['/a?token&', 'token', '/a?'],
    ['/a?token&b=1&c', 'token', '/a?b=1&c'],
  ])('in %s is "%s", and leaves %s', (url, token, rest) => {
    expect(partToken(url)).toEqual({ token, url: rest });
  });
});
