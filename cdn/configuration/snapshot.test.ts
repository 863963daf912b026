import { describe, expect, it } from 'vitest';
import { saveCacheRules } from '../database/queries/cache-rules.ts';
import { createEdgeCname } from '../database/queries/edge-cnames.ts';
import { found, freshDatabase, newEdgeCname, newOrigin } from '../database/queries/fresh-database.fixture.ts';
import { createOrigin } from '../database/queries/origins.ts';
import { createTokenDirectory } from '../database/queries/token-directories.ts';
import { openInMemory } from '../database/in-memory.fixture.ts';
import { configurationDocument } from './document.ts';
import { snapshot } from './snapshot.ts';

describe('the document of a configuration', () => {
  const store = freshDatabase(openInMemory);

  it('is the one of empty lists where nothing was set', async () => {
    expect(await snapshot(store.db, '0001')).toEqual(configurationDocument.parse({ origins: [], edgeCnames: [], tokenDirectories: [] }));
  });

  it('tells everything by natural keys in one order, without ids and times', async () => {
    const { accountNumber } = newOrigin;
    await createTokenDirectory(store.db, { accountNumber, mediaTypeId: 8, directory: '/800001/b' });
    await createTokenDirectory(store.db, { accountNumber, mediaTypeId: 3, directory: '/800001/c' });
    const validationUrl = 'http://one.example.com/x';
    await createOrigin(store.db, { ...newOrigin, mediaTypeId: 14, directoryName: 'app', networkConfiguration: 5, shieldPops: [], validationUrl });
    const { id } = found(await createOrigin(store.db, newOrigin));
    await createEdgeCname(store.db, { ...newEdgeCname, name: 'z.example.com' });
    const cname = found(await createEdgeCname(store.db, { ...newEdgeCname, name: 'a.example.com', originId: id, dirPath: 'p' }));
    const rule = {
      path: '/a',
      cacheable: false,
      ttlSeconds: null,
      staleWhileRevalidateSeconds: null,
      staleIfErrorSeconds: null,
      queryParameters: null,
      setHeaders: [],
      dropHeaders: ['server'],
    };
    await saveCacheRules(store.db, cname.id, [rule]);
    const servers = { hostnames: newOrigin.httpHostnames, loadBalancing: 'PRIMARY_FAILOVER' };
    const hostHeader = 'images.example.com:80';
    expect(await snapshot(store.db, '0001')).toMatchObject({
      origins: [
        { platform: 'HTTP_LARGE', directory: 'images', hostHeader, http: servers, https: null, networkConfiguration: 'DEFAULT', shieldPops: ['LAX'], validationUrl: null },
        { platform: 'ADN', directory: 'app', hostHeader, http: servers, networkConfiguration: 'IPV6_ONLY', followRedirects: true, validationUrl },
      ],
      edgeCnames: [
        { name: 'a.example.com', platform: 'HTTP_LARGE', origin: 'images', path: 'p', customReports: true, cacheRules: [rule] },
        { name: 'z.example.com', platform: 'HTTP_LARGE', origin: null, path: '', cacheRules: [] },
      ],
      tokenDirectories: [
        { platform: 'HTTP_LARGE', directory: '/800001/c' },
        { platform: 'HTTP_SMALL', directory: '/800001/b' },
      ],
    });
    expect(JSON.stringify(await snapshot(store.db, '0001'))).not.toMatch(/"id"|createdAt/);
  });
});
