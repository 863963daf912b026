import { describe, expect, it } from 'vitest';
import type { ContentTarget } from '../../database/tables.ts';
import { siteOfCustomer } from '../../fleet/control/control-plane.fixture.ts';
import type { Site } from '../../edge/site.ts';
import { contentScope, toLoad, toPurges } from './content-targets.ts';
import { toTarget } from './content-url.ts';

const origin = { servers: ['http://origin.example.com'], balance: 'failover', hostHeader: null, addressFamily: 'ipv4', followRedirects: false, mayBePrivate: false } as const;

/** A site over an origin, whose root is the origin's `folder`. */
const site = (id: string, hostname: string, originId: number, folder: string, more: Partial<Site> = {}, mediaTypeId: 3 | 8 = 3): Site => ({
  ...siteOfCustomer('0001'),
  id,
  hostnames: [hostname],
  origin: originId === 0 ? null : { ...origin, servers: [...origin.servers], path: folder },
  counts: { accountNumber: '0001', mediaTypeId, cnameId: id.startsWith('origin') ? 0 : 1, originId },
  ...more,
});

const cdn = 'wpc.0001.cdn.example.com';
const everything: Parameters<typeof contentScope>[0] = {
  accountNumber: '0001',
  domain: 'cdn.example.com',
  mediaTypeId: 3,
  sites: [
    site('www', 'www.example.com', 1, ''),
    site('static', 'static.example.com', 1, '/static'),
    site('other', 'other.example.com', 2, ''),
    site('storage', 'storage.example.com', 0, ''),
    site('small', 'small.example.com', 3, '', {}, 8),
    site('origin-1', cdn, 1, '', { path: '/800001/site' }),
    site('origin-2', cdn, 2, '', { path: '/800001/other' }),
  ],
};

const scope = contentScope(everything);

const purges = (target: ContentTarget, over: Partial<typeof everything> = {}) =>
  Object.fromEntries(
    toPurges(target, 'hard', contentScope({ ...everything, ...over })).purges.map(({ site: id, target: { kind, ...rest } }) => [id, [kind, ...Object.values(rest)].join(' ')]),
  );
const purged = (mediaPath: string) => purges(toTarget(mediaPath));
const www = 'http://www.example.com';

describe('a purge by URL', () => {
  it.each<[string, string, Record<string, string>]>([
    ['file', `${www}/a.png`, { www: 'path /a.png', 'origin-1': 'path /a.png' }],
    ['file?', `${www}/a.png?`, { www: 'url /a.png', 'origin-1': 'url /a.png' }],
    ['file?q', `${www}/a.png?q=*/1`, { www: 'url /a.png?q=*/1', 'origin-1': 'url /a.png?q=*/1' }],
    ['dir/', `${www}/a/`, { www: 'path /a/', 'origin-1': 'path /a/' }],
    ['dir/?', `${www}/a/?`, { www: 'url /a/', 'origin-1': 'url /a/' }],
    ['dir/*.*', `${www}/a/*.*`, { www: 'directory /a/', 'origin-1': 'directory /a/' }],
    ['dir/a*.ht*', `${www}/a/a*.ht*`, { www: 'pattern /a/a*.ht*', 'origin-1': 'pattern /a/a*.ht*' }],
    ['dir/*', `${www}/a/*`, { www: 'prefix /a/', 'origin-1': 'prefix /a/' }],
  ])('of the form %s meets the object under each host name and path', (_form, mediaPath, expected) => {
    expect(purged(mediaPath)).toEqual(expected);
  });

  it('in a folder that another site has for its root meets it there under its own path', () => {
    expect(purged(`${www}/static/a.png`)).toEqual({ www: 'path /static/a.png', static: 'path /a.png', 'origin-1': 'path /static/a.png' });
    expect(purged('http://static.example.com/a/*')).toEqual({ www: 'prefix /static/a/', static: 'prefix /a/', 'origin-1': 'prefix /static/a/' });
    expect(purged(`http://${cdn}/800001/site/static/*.png`)).toEqual({ www: 'pattern /static/*.png', static: 'pattern /*.png', 'origin-1': 'pattern /static/*.png' });
  });

  it('of everything below meets the whole of the sites that lie there', () => {
    const all = { www: 'site', static: 'site', 'origin-1': 'site' };
    expect(purged(`${www}/*`)).toEqual(all);
    expect(purged(`${www}/static/*`)).toEqual({ www: 'prefix /static/', static: 'site', 'origin-1': 'prefix /static/' });
    expect(purged(`http://${cdn}/800001/*`)).toEqual({ ...all, other: 'site', 'origin-2': 'site' });
  });

  it('of a folder whose name begins like another is not taken for it', () => {
    expect(purged(`${www}/statics/a`)).toEqual({ www: 'path /statics/a', 'origin-1': 'path /statics/a' });
  });

  it('without an origin meets its site alone', () => {
    expect(purged('http://storage.example.com/a')).toEqual({ storage: 'path /a' });
  });

  it("takes the CDN's host in either case, with a port, and for folders without an origin", () => {
    expect(purged(`HTTPS://${cdn.toUpperCase()}:443/800001/other/a`)).toEqual({ other: 'path /a', 'origin-2': 'path /a' });
    expect(purged(`http://${cdn}/000001/a`)).toEqual({});
  });

  it('takes paths as clients send them', () => {
    expect(purged(`${www}/Ä%20{b}|c`)).toMatchObject({ www: 'path /%C3%84%20{b}|c' });
    expect(purged(`${www}/a/../b/./c#top`)).toMatchObject({ www: 'path /b/c' });
  });

  it.each([
    ['http://foreign.example.com/a', 'foreign.example.com is no edge CNAME of yours on this platform'],
    ['http://small.example.com/a', 'small.example.com is no edge CNAME of yours on this platform'],
    ['http://wac.0001.cdn.example.com/800001/site/a', 'is no edge CNAME of yours'],
    [`http://${cdn}/800002/site/a`, 'must begin with /800001/'],
    ['http://wpc.0002.cdn.example.com/800002/site/a', 'is no edge CNAME of yours'],
    [`${www}/*/a`, '* cannot stand for a folder'],
    ['http://a%20b/c', 'is not a valid URL'],
  ])('%s is refused: %s', (mediaPath, message) => {
    expect(() => purged(mediaPath)).toThrow(message);
  });
});

describe('a purge', () => {
  it('of an edge CNAME meets its own site alone', () => {
    expect(purges({ kind: 'edgeCname', value: 'www.example.com' })).toEqual({ www: 'site' });
    expect(() => purges({ kind: 'edgeCname', value: cdn })).toThrow('is no edge CNAME of yours');
  });

  it('of a surrogate key or of all meets every site of the platform, or of all platforms', () => {
    const ofPlatform = ['origin-1', 'origin-2', 'other', 'static', 'storage', 'www'];
    expect(Object.keys(purges({ kind: 'all', value: '' })).toSorted()).toEqual(ofPlatform);
    expect(purges({ kind: 'surrogateKey', value: 'a' }, { mediaTypeId: 8 })).toEqual({ small: 'tag a' });
    expect(Object.keys(purges({ kind: 'all', value: '' }, { mediaTypeId: null })).toSorted()).toEqual([...ofPlatform, 'small'].toSorted());
  });

  it('is told for the platforms of what it names', () => {
    const platforms = (target: ContentTarget) => toPurges(target, 'hard', contentScope({ ...everything, mediaTypeId: null })).mediaTypeIds;
    expect(platforms({ kind: 'url', value: 'http://small.example.com/a' })).toEqual([8]);
    expect(platforms({ kind: 'url', value: 'http://adn.0001.cdn.example.com/800001/a' })).toEqual([14]);
    expect(platforms({ kind: 'edgeCname', value: 'small.example.com' })).toEqual([8]);
    expect(platforms({ kind: 'all', value: '' })).toEqual([3, 8, 14]);
  });

  it.each<[ContentTarget, string]>([
    [{ kind: 'url', value: `${www}/a*` }, 'give a pattern or a prefix'],
    [{ kind: 'directory', value: `${www}/a` }, 'must end in a slash'],
    [{ kind: 'directory', value: `${www}/a/*` }, 'must end in a slash'],
    [{ kind: 'prefix', value: `${www}/a` }, 'must end in a slash'],
    [{ kind: 'prefix', value: `${www}/a/?b` }, 'must have no query string'],
    [{ kind: 'pattern', value: `${www}/a` }, 'needs * in its last segment'],
  ])('of %o is refused: %s', (target, message) => {
    expect(() => purges(target)).toThrow(message);
  });

  it('by a prefix or directory may name it with or without *', () => {
    expect(purges({ kind: 'prefix', value: `${www}/a/` })).toEqual(purges({ kind: 'prefix', value: `${www}/a/*` }));
    expect(purges({ kind: 'directory', value: `${www}/a/` })).toEqual({ www: 'directory /a/', 'origin-1': 'directory /a/' });
  });
});

describe('a load', () => {
  it('is of one URL at its own host', () => {
    expect(toLoad(toTarget('http://static.example.com/a.png?b=1'), scope).load).toEqual({ site: 'static', host: 'static.example.com', url: '/a.png?b=1' });
    expect(toLoad(toTarget(`http://${cdn}/800001/site/a?`), scope).load).toEqual({ site: 'origin-1', host: cdn, url: '/800001/site/a' });
  });

  it.each([
    [`${www}/*`, 'without *'],
    ['http://storage.example.com/a', 'has no customer origin behind it'],
    [`http://${cdn}/800001/unknown/a`, 'has no customer origin behind it'],
  ])('of %s is refused: %s', (mediaPath, message) => {
    expect(() => toLoad(toTarget(mediaPath), scope)).toThrow(message);
  });
});
