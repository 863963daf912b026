import { describe, expect, it } from 'vitest';
import { checkSites } from './check-sites.ts';
import { cacheRule, siteOf, siteOrigin } from './edge.fixture.ts';
import type { CacheRule, Site, SiteOrigin } from './site.ts';

const origin = siteOrigin(['http://origin.example.com']);
const good: Site = siteOf(
  { url: 'http://origin.example.com' },
  {
    hostnames: ['www.example.com', '*', '192.0.2.1', 'localhost'],
    path: '/800001/videos',
    origin: { ...origin, servers: ['https://origin.example.com:8443', 'http://[2001:db8::1]/'], hostHeader: 'www.example.com:81', path: '/a' },
    defaultCacheControl: 'max-age=604800',
    cacheRules: [
      {
        path: '*.css',
        cacheControl: 'public, max-age=600, stale-while-revalidate=60, stale-if-error=86400',
        queryParameters: { count: 'only', names: ['v'] },
        setFields: [{ name: 'access-control-allow-origin', value: '*' }],
        dropFields: ['server'],
      },
    ],
    compressedTypes: ['text/html', 'image/svg+xml'],
    protectedPaths: [{ path: '/', keys: ['key'] }],
  },
);

const messages = (site: Partial<Site>, others?: Site[]) => checkSites([{ ...good, ...site }], others).map(({ message }) => message);
const withOrigin = (part: Partial<SiteOrigin>) => messages({ origin: { ...origin, ...part } });
const withRule = (part: Partial<CacheRule>) => messages({ cacheRules: [{ ...cacheRule('/*', 'no-store'), ...part }] });

describe('the check of sites', () => {
  it('finds nothing wrong with a site that uses everything', () => {
    expect(checkSites([good])).toEqual([]);
  });

  it('names the site of a problem', () => {
    expect(checkSites([{ ...good, path: 'a' }])).toEqual([{ site: 'site', message: expect.stringContaining('a slash') }]);
  });

  it.each([
    ['max-age', 'needs seconds in max-age, such as max-age=600.'],
    ['max-age=-1', 'needs seconds'],
    ['max-age=1.5', 'needs seconds'],
    ['max_age=1', 'has no directive max_age=1.'],
    ['no-store=1', 'takes no value'],
    ['', 'is empty'],
    ['max-age=1, Max-Age=2', 'says max-age twice'],
    ['s-maxage=1, stale-if-error=1', 'Say max-age instead'],
    ['max-age=1, must-revalidate, stale-while-revalidate=1', 'Leave must-revalidate out'],
    ['no-cache, stale-if-error=1', 'Leave no-cache out'],
  ])('refuses the Cache-Control "%s"', (cacheControl, message) => {
    expect(withRule({ cacheControl })).toEqual([expect.stringContaining(message)]);
    expect(messages({ defaultCacheControl: cacheControl })).toEqual([expect.stringContaining(message)]);
  });

  it.each(['', 'a/*', '/a?b', '/a b'])('refuses the path "%s" of a rule', (path) => {
    expect(withRule({ path })).toEqual([expect.stringContaining('must begin with a slash or *')]);
  });

  it.each(['transfer-encoding', 'connection', 'content-length', 'content-encoding', 'date'])('keeps rules from the field %s', (name) => {
    expect(withRule({ dropFields: [name] })).toEqual([expect.stringContaining(`may not touch the header field ${name}`)]);
    expect(withRule({ setFields: [{ name, value: '1' }] })).toHaveLength(1);
  });

  it.each([
    [{ setFields: [{ name: 'X-A', value: '1' }] }, 'in lower case'],
    [{ setFields: [{ name: 'x a', value: '1' }] }, 'no name of a header field'],
    [{ setFields: [{ name: 'x-a', value: '1\r\nx-b: 2' }] }, 'no header field can carry'],
    [{ queryParameters: { count: 'only' as const, names: ['a=b'] } }, 'no query parameter'],
  ])('refuses a rule with %o', (rule, message) => {
    expect(withRule(rule)).toEqual([expect.stringContaining(message)]);
  });

  it.each(['origin.example.com', 'ftp://a', 'http://a/b', 'http://a?b', 'http://u:p@a', 'http://a b', 'http://'])(
    'refuses %s as the server of an origin',
    (server) => {
      expect(withOrigin({ servers: [server] })).toEqual([expect.stringContaining('scheme, host and port')]);
    },
  );

  it('refuses an origin that is the edge itself, by any of its host names', () => {
    const other = { ...good, id: 'other', hostnames: ['cdn.example.net'] };
    expect(withOrigin({ servers: ['https://WWW.example.com:8443'] })).toEqual([expect.stringContaining('is this edge itself')]);
    expect(messages({ origin: siteOrigin(['http://cdn.example.net']) }, [other])).toEqual([expect.stringContaining('is this edge itself')]);
    expect(withOrigin({ servers: ['http://localhost:8000', 'http://192.0.2.1'] })).toEqual([]);
  });

  it.each(['http://10.0.0.1', 'http://[::1]:8000', 'http://2130706433', 'http://localhost:8000'])(
    'refuses %s as an origin that may not be private',
    (server) => {
      expect(withOrigin({ servers: [server], mayBePrivate: false })).toEqual([expect.stringContaining('private or reserved')]);
      expect(withOrigin({ servers: [server] })).toEqual([]);
    },
  );

  it('refuses a host name and path that another site has', () => {
    const twin = { ...good, id: 'twin', hostnames: ['www.example.com'] };
    expect(checkSites([good, twin])).toEqual([{ site: 'twin', message: expect.stringContaining('www.example.com/800001/videos is served') }]);
    expect(messages({}, [twin])).toHaveLength(1);
    expect(checkSites([good, { ...twin, path: '' }])).toEqual([]);
  });

  it.each<[Partial<Site>, string]>([
    [{ hostnames: ['WWW.example.com'] }, 'no host name'],
    [{ hostnames: ['www.example.com:80'] }, 'no host name'],
    [{ path: '/a/' }, 'not end with one'],
    [{ compressedTypes: ['text/html; charset=utf-8'] }, 'no media type'],
    [{ compressedTypes: ['text/*'] }, 'no media type'],
    [{ protectedPaths: [{ path: 'a', keys: ['k'] }] }, 'must begin with a slash'],
  ])('refuses %o', (part, message) => {
    expect(messages(part)).toEqual([expect.stringContaining(message)]);
  });

  it.each<[Partial<SiteOrigin>, string]>([
    [{ hostHeader: 'a b' }, 'must be a host name'],
    [{ hostHeader: 'http://a' }, 'must be a host name'],
    [{ path: '/a/' }, 'not end with one'],
  ])('refuses an origin with %o', (part, message) => {
    expect(withOrigin(part)).toEqual([expect.stringContaining(message)]);
  });
});
