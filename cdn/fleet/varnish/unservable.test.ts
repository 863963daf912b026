import { describe, expect, it } from 'vitest';
import { siteOf, siteOrigin } from '../../edge/edge.fixture.ts';
import type { Site } from '../../edge/site.ts';
import { unservable } from './unservable.ts';

const http = { url: 'http://origin.example.com' };
const rule = { path: '/*', cacheControl: null, queryParameters: null, setFields: [], dropFields: [] };

describe('a Varnish edge', () => {
  it('can serve a plain site', () => {
    expect(unservable(siteOf(http))).toEqual([]);
  });

  it.each<[string, Partial<Site>, RegExp]>([
    ['tokens', { protectedPaths: [{ path: '/a', keys: ['k'] }] }, /can not check tokens\. .*or serve the site by embedded edges/],
    ['TLS towards origins', { origin: siteOrigin(['http://a.example.com', 'https://b.example.com']) }, /TLS .*https:\/\/b\.example\.com/],
    ['redirects of origins', { origin: siteOrigin([http.url], { followRedirects: true }) }, /redirects/],
    ['several cookies', { cacheRules: [{ ...rule, setFields: [{ name: 'set-cookie', value: 'a=1' }, { name: 'set-cookie', value: 'b=2' }] }] }, /cookies/],
    ["the edge's own fields", { cacheRules: [{ ...rule, dropFields: ['eg-do'] }] }, /eg-do/],
    ['control characters', { origin: siteOrigin([http.url], { path: '/\u0001' }) }, /"\/\\u0001"/],
  ])('refuses %s, and says what to do', (_, rest, message) => {
    expect(unservable(siteOf(http, rest))).toEqual([{ site: 'site', message: expect.stringMatching(message) }]);
  });
});
