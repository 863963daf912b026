import { describe, expect, it } from 'vitest';
import { defaultCacheSettings, listCacheSettings, saveCacheSettings } from './cache-settings.ts';
import { freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';

export const cacheSettingsSuite = (open: OpenDatabase) =>
  describe('cache settings', () => {
    const store = freshDatabase(open);

    const defaults = [3, 8, 14].map((mediaTypeId) => ({ mediaTypeId, ...defaultCacheSettings }));

    it('are the defaults of every platform until something is set', async () => {
      expect(await listCacheSettings(store.db, '0001')).toEqual(defaults);
    });

    it('change one by one', async () => {
      await saveCacheSettings(store.db, '0001', 8, { compress: true, compressedTypes: ['text/css'] });
      await saveCacheSettings(store.db, '0001', 8, { queryStringCaching: 'unique-cache' });
      await saveCacheSettings(store.db, '0001', 8, { logQueryStrings: true });
      const set = { compress: true, compressedTypes: ['text/css'], queryStringCaching: 'unique-cache', logQueryStrings: true };
      expect(await listCacheSettings(store.db, '0001')).toEqual([defaults[0], { mediaTypeId: 8, ...set }, defaults[2]]);
    });

    it("are each customer's own", async () => {
      await saveCacheSettings(store.db, '0002', 3, { queryStringCaching: 'no-cache' });
      expect(await listCacheSettings(store.db, '0001')).toEqual(defaults);
    });
  });
