import { describe, expect, it } from 'vitest';
import { askTwice, cacheRule, date, siteOf, startEdge, startOrigin } from './edge.fixture.ts';
import { targetedCacheControl } from './targeted.ts';

const reused = async (...fields: Parameters<typeof askTwice>) => (await askTwice(...fields)).reused;

describe('RFC 9213: CDN-Cache-Control', () => {
  it('holds instead of Cache-Control and Expires', async () => {
    expect(await reused({ 'cdn-cache-control': 'max-age=100' })).toBe(true);
    expect(await reused({ 'cdn-cache-control': 'max-age=100', 'cache-control': 'no-store', expires: date(-10) })).toBe(true);
    expect(await reused({ 'cdn-cache-control': 'max-age=0', 'cache-control': 'max-age=100', expires: date(100) })).toBe(false);
    expect(await reused({ 'cdn-cache-control': 'no-store', 'cache-control': 'max-age=100' })).toBe(false);
    expect(await reused({ 'cdn-cache-control': 'private', 'cache-control': 'max-age=100' })).toBe(false);
    expect(await reused({ 'cdn-cache-control': 'no-cache', 'cache-control': 'max-age=100' })).toBe(false);
    expect(await reused({ 'cdn-cache-control': 'max-age=100', age: '200' })).toBe(false);
  });

  it('leaves the client what the origin said', async () => {
    const expires = date(-10);
    const { answers } = await askTwice({ 'cdn-cache-control': 'max-age=100', 'cache-control': 'max-age=5', expires });
    for (const { fields } of answers)
      expect(fields).toMatchObject({ 'cache-control': 'max-age=5', expires, 'cdn-cache-control': 'max-age=100' });
  });

  it('is ignored if it is no structured field, or empty', () => {
    expect(targetedCacheControl('max-age=10000, &&&&&')).toBeUndefined();
    expect(targetedCacheControl('max-age =100')).toBeUndefined();
    expect(targetedCacheControl('')).toBeUndefined();
    expect(targetedCacheControl('max-age="10000"')).toBeUndefined();
  });

  it('keeps directives that this cache does not know', () => {
    expect(targetedCacheControl('foobar, max-age=100')).toBe('foobar, max-age=100');
  });
});

describe("a site's cache rule", () => {
  it('holds instead of what the origin says, for paths that match its own', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'no-store' } }));
    const site = siteOf(origin, {
      cacheRules: [cacheRule('/live/*', 'no-store'), cacheRule('*', 'max-age=100')],
    });
    await using edge = await startEdge(origin, { sites: [site] });
    for (const path of ['/a', '/a', '/live/a', '/live/a'])
      expect((await edge.get(path)).fields['cache-control']).toBe('no-store');
    expect(origin.requests.map(({ url }) => url)).toEqual(['/a', '/live/a', '/live/a']);
    expect(edge.events.map(({ cacheStatus }) => cacheStatus)).toEqual([
      'TCP_MISS',
      'TCP_HIT',
      'CONFIG_NOCACHE',
      'CONFIG_NOCACHE',
    ]);
  });
});
