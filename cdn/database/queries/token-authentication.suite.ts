import { describe, expect, it } from 'vitest';
import { found, freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';
import {
  createTokenDirectory,
  deleteTokenDirectory,
  findTokenDirectory,
  listTokenDirectories,
  updateTokenDirectory,
} from './token-directories.ts';
import { findTokenKey, saveTokenKey } from './token-keys.ts';

export const tokenAuthenticationSuite = (open: OpenDatabase) =>
  describe('token authentication', () => {
    const store = freshDatabase(open);

    const secure = { accountNumber: '0001', mediaTypeId: 3, directory: '/800001/secure' } as const;

    it('lists directories in the order of their creation, of all platforms or one', async () => {
      const first = found(await createTokenDirectory(store.db, secure));
      const second = found(await createTokenDirectory(store.db, { ...secure, mediaTypeId: 8 }));
      await createTokenDirectory(store.db, { ...secure, accountNumber: '0002' });
      expect(await listTokenDirectories(store.db, '0001')).toEqual([first, second]);
      expect(await listTokenDirectories(store.db, '0001', 8)).toEqual([second]);
      expect(await findTokenDirectory(store.db, '0001', first.id)).toEqual({ id: first.id, ...secure });
    });

    it('has a directory once on each platform', async () => {
      await createTokenDirectory(store.db, secure);
      const other = found(await createTokenDirectory(store.db, { ...secure, directory: '/800001/other' }));
      expect(await createTokenDirectory(store.db, secure)).toBe('taken');
      expect(await updateTokenDirectory(store.db, '0001', other.id, secure.directory)).toBe('taken');
      expect(await updateTokenDirectory(store.db, '0001', other.id, '/800001/third')).toMatchObject({ directory: '/800001/third' });
    });

    it("keeps directories out of another customer's reach", async () => {
      const { id } = found(await createTokenDirectory(store.db, secure));
      expect(await findTokenDirectory(store.db, '0002', id)).toBeNull();
      expect(await updateTokenDirectory(store.db, '0002', id, '/')).toBeNull();
      expect(await deleteTokenDirectory(store.db, '0002', id)).toBe(false);
      expect(await deleteTokenDirectory(store.db, '0001', id)).toBe(true);
      expect(await findTokenDirectory(store.db, '0001', id)).toBeNull();
    });

    it('has one key for each customer and platform, the last one set', async () => {
      expect(await findTokenKey(store.db, '0001', 3)).toBeNull();
      await saveTokenKey(store.db, '0001', 3, 'sealed-1');
      await saveTokenKey(store.db, '0001', 3, 'sealed-2');
      await saveTokenKey(store.db, '0002', 3, 'sealed-3');
      expect(await findTokenKey(store.db, '0001', 3)).toBe('sealed-2');
      expect(await findTokenKey(store.db, '0001', 8)).toBeNull();
    });
  });
