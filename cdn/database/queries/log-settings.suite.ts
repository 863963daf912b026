import { describe, expect, it } from 'vitest';
import { freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';
import { findLogFormat, findLogStorage, saveLogFormat, saveLogStorage } from './log-settings.ts';

export const logSettingsSuite = (open: OpenDatabase) =>
  describe('log settings', () => {
    const store = freshDatabase(open);

    it('are defaults until something is set', async () => {
      const plain = { baseFormat: 1, dateTimeFormat: 0, removeContentAccessPoint: false, customFieldHeader: null };
      expect(await findLogFormat(store.db, '0001')).toEqual(plain);
      expect(await findLogStorage(store.db, '0001')).toEqual({ isEnabled: false, daysToKeep: 0, mediaTypeIds: [3, 8, 14] });
    });

    it("are replaced as a whole, and are each customer's own", async () => {
      const format = { baseFormat: 2, dateTimeFormat: 1, removeContentAccessPoint: true, customFieldHeader: 'x-request-id' } as const;
      const storage = { isEnabled: true, daysToKeep: 30, mediaTypeIds: [3] } as const;
      for (const customFieldHeader of ['first', format.customFieldHeader]) {
        await saveLogFormat(store.db, '0001', { ...format, customFieldHeader });
      }
      for (const daysToKeep of [-1, storage.daysToKeep]) await saveLogStorage(store.db, '0001', { ...storage, daysToKeep });
      expect(await findLogFormat(store.db, '0001')).toEqual(format);
      expect(await findLogStorage(store.db, '0001')).toEqual(storage);
      expect(await findLogFormat(store.db, '0002')).toMatchObject({ baseFormat: 1 });
      expect(await findLogStorage(store.db, '0002')).toMatchObject({ isEnabled: false });
    });
  });
