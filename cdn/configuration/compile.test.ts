import { beforeEach, describe, expect, it } from 'vitest';
import { saveCacheRules } from '../database/queries/cache-rules.ts';
import { saveCacheSettings } from '../database/queries/cache-settings.ts';
import { createEdgeCname } from '../database/queries/edge-cnames.ts';
import { found, freshDatabase, newEdgeCname, newOrigin } from '../database/queries/fresh-database.fixture.ts';
import { createOrigin } from '../database/queries/origins.ts';
import { createTokenDirectory } from '../database/queries/token-directories.ts';
import { saveTokenKey } from '../database/queries/token-keys.ts';
import { openInMemory } from '../database/in-memory.fixture.ts';
import { site } from '../edge/site.ts';
import { createVault } from '../vault.ts';
import { sitesOf } from './compile.ts';
import { placeOfKey } from './token-key-place.ts';

const vault = createVault(Buffer.alloc(32, 7));
const settings = { domain: 'cdn.example.net', privateOrigins: false };

describe('the sites of a customer', () => {
  const store = freshDatabase(openInMemory);
  const sites = async (accountNumber = '0001') => (await sitesOf(store.db, vault, accountNumber, settings)).map((each) => site.parse(each));
  const siteOf = async (id: string) => (await sites()).find((each) => each.id === id);
  let originId: number;
  beforeEach(async () => {
    originId = found(await createOrigin(store.db, newOrigin)).id;
    await createEdgeCname(store.db, { ...newEdgeCname, dirPath: 'public/img', originId });
  });

  it('are one for each edge CNAME and one for the CDN URLs of each origin', async () => {
    const shared = {
      defaultCacheControl: 'max-age=604800',
      cacheRules: [],
      queryStrings: 'none',
      compressedTypes: [],
      protectedPaths: [],
      logsQueryStrings: false,
    };
    const origin = {
      servers: ['http://one.example.com:80', 'http://two.example.com:80'],
      balance: 'failover',
      hostHeader: 'images.example.com:80',
      addressFamily: 'ipv4',
      followRedirects: true,
      mayBePrivate: false,
    };
    expect(await sites()).toEqual([
      {
        id: 'cname-1',
        hostnames: ['images.example.com'],
        path: '',
        origin: { ...origin, path: '/public/img' },
        ...shared,
        counts: { accountNumber: '0001', mediaTypeId: 3, cnameId: 1, originId },
      },
      {
        id: 'origin-1',
        hostnames: ['wpc.0001.cdn.example.net'],
        path: '/800001/images',
        origin: { ...origin, path: '' },
        ...shared,
        counts: { accountNumber: '0001', mediaTypeId: 3, cnameId: 0, originId },
      },
    ]);
  });

  it("are the customer's own", async () => {
    expect(await sites('0002')).toEqual([]);
  });

  it('have no origin behind a CNAME of the CDN storage', async () => {
    await createEdgeCname(store.db, { ...newEdgeCname, name: 'stored.example.com' });
    expect(await siteOf('cname-2')).toMatchObject({ origin: null, counts: { originId: 0 } });
  });

  it.each([
    [1, 'ipv4'],
    [2, 'ipv6-preferred'],
    [3, 'ipv4-preferred'],
    [4, 'ipv4'],
    [5, 'ipv6'],
  ])('of network configuration %i use %s', async (networkConfiguration, addressFamily) => {
    await createOrigin(store.db, { ...newOrigin, directoryName: 'other', networkConfiguration });
    expect(await siteOf('origin-2')).toMatchObject({ origin: { addressFamily } });
  });

  it('speak HTTPS to an origin that has no server for HTTP', async () => {
    const https = { httpHostnames: [], httpLoadBalancing: null, httpsHostnames: ['https://three.example.com'], httpsLoadBalancing: 'RR' } as const;
    await createOrigin(store.db, { ...newOrigin, ...https, mediaTypeId: 14 });
    expect(await siteOf('origin-2')).toMatchObject({
      hostnames: ['adn.0001.cdn.example.net'],
      origin: { servers: ['https://three.example.com'], balance: 'round-robin' },
    });
  });

  it("have their platform's cache settings", async () => {
    await saveCacheSettings(store.db, '0001', 3, { compress: true, compressedTypes: ['text/css'], queryStringCaching: 'unique-cache', logQueryStrings: true });
    await saveCacheSettings(store.db, '0001', 8, { queryStringCaching: 'no-cache' });
    await createOrigin(store.db, { ...newOrigin, mediaTypeId: 8 });
    expect(await siteOf('cname-1')).toMatchObject({ compressedTypes: ['text/css'], queryStrings: 'all', logsQueryStrings: true });
    expect(await siteOf('origin-2')).toMatchObject({ compressedTypes: [], queryStrings: 'bypass', logsQueryStrings: false });
  });

  it('keep media types of compression that is off to themselves', async () => {
    await saveCacheSettings(store.db, '0001', 3, { compress: false, compressedTypes: ['text/css'] });
    expect(await siteOf('cname-1')).toMatchObject({ compressedTypes: [] });
  });

  it("have a CNAME's cache rules in the words of Cache-Control", async () => {
    const rule = {
      cacheable: true,
      ttlSeconds: null,
      staleWhileRevalidateSeconds: null,
      staleIfErrorSeconds: null,
      queryParameters: null,
      setHeaders: [],
      dropHeaders: [],
    };
    await saveCacheRules(store.db, 1, [
      { ...rule, path: '/a/*', ttlSeconds: 60, staleWhileRevalidateSeconds: 5, staleIfErrorSeconds: 0, setHeaders: [{ name: 'x-a', value: 'b' }] },
      { ...rule, path: '*.php', cacheable: false, dropHeaders: ['server'] },
      { ...rule, path: '/q', queryParameters: { count: 'EXCEPT', names: ['utm_source'] } },
      { ...rule, path: '/n', queryParameters: { count: 'NONE', names: [] } },
    ]);
    expect(await siteOf('cname-1')).toMatchObject({
      cacheRules: [
        { path: '/a/*', cacheControl: 'max-age=60, stale-while-revalidate=5, stale-if-error=0', queryParameters: null, setFields: [{ name: 'x-a', value: 'b' }] },
        { path: '*.php', cacheControl: 'no-store', dropFields: ['server'] },
        { path: '/q', cacheControl: null, queryParameters: { count: 'except', names: ['utm_source'] } },
        { path: '/n', queryParameters: { count: 'none' } },
      ],
    });
    expect(await siteOf('origin-1')).toMatchObject({ cacheRules: [] });
  });

  it.each([
    ['/800001/images/public/img/secure', ['/secure'], ['/public/img/secure']],
    ['/800001/images/public/img', ['/'], ['/public/img']],
    ['/800001/images', ['/'], ['/']],
    ['/', ['/'], ['/']],
    ['/800001/images/private', [], ['/private']],
    ['/800001/imag', [], []],
    ['/000001/images', [], []],
  ])('need a token below %s where they lie in it', async (directory, ofCname, ofOrigin) => {
    await createTokenDirectory(store.db, { accountNumber: '0001', mediaTypeId: 3, directory });
    await saveTokenKey(store.db, '0001', 3, vault.seal('h7Xk2mQ9', placeOfKey('0001', 3)));
    const protectedBy = (paths: string[]) => paths.map((path) => ({ path, keys: ['h7Xk2mQ9'] }));
    expect((await siteOf('cname-1'))?.protectedPaths).toEqual(protectedBy(ofCname));
    expect((await siteOf('origin-1'))?.protectedPaths).toEqual(protectedBy(ofOrigin));
  });

  it('let nobody into a directory of a platform without a key', async () => {
    await createTokenDirectory(store.db, { accountNumber: '0001', mediaTypeId: 3, directory: '/' });
    await saveTokenKey(store.db, '0001', 8, vault.seal('other', placeOfKey('0001', 8)));
    expect((await siteOf('cname-1'))?.protectedPaths).toEqual([{ path: '/', keys: [] }]);
  });

  it('may be at private addresses only where the CDN allows it', async () => {
    const allowed = await sitesOf(store.db, vault, '0001', { ...settings, privateOrigins: true });
    expect(allowed.map(({ origin }) => origin?.mayBePrivate)).toEqual([true, true]);
  });
});
