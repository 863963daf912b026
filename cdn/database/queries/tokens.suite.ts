import { describe, expect, it } from 'vitest';
import { hashToken } from '../token.ts';
import { addUser, freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';
import { savePermissions } from './permissions.ts';
import { deleteBackupToken, findTokenOwner, listTokens, recordTokenUses, rotateToken } from './tokens.ts';

export const tokensSuite = (open: OpenDatabase) =>
  describe('tokens', () => {
    const store = freshDatabase(open);

    it('answers whose token it is, with the grants of user and customer', async () => {
      const { user, issuedToken } = await addUser(store.db, { methods: ['GET', 'PUT'], modules: ['CONTENT'] });
      expect(await findTokenOwner(store.db, issuedToken ?? '')).toEqual({
        tokenId: expect.any(Number),
        tokenName: null,
        expiresAt: null,
        allowedCidrs: [],
        userId: user.id,
        login: 'ada@example.com',
        isAdministrator: false,
        methods: ['GET', 'PUT'],
        modules: ['CONTENT'],
        accountNumber: '0001',
        customerStatus: 'active',
        customerModules: ['DASHBOARD', 'CONTENT', 'PURGE_LOAD'],
      });
    });

    it('compares tokens without regard to case', async () => {
      const { user, issuedToken } = await addUser(store.db);
      expect(await findTokenOwner(store.db, (issuedToken ?? '').toUpperCase())).toMatchObject({ userId: user.id });
    });

    it('stores the hash of a token and not the token', async () => {
      const { issuedToken } = await addUser(store.db);
      const rows = await store.db.selectFrom('tokens').selectAll().execute();
      expect(rows).toMatchObject([{ hash: hashToken(issuedToken ?? '') }]);
      expect(JSON.stringify(rows)).not.toContain(issuedToken);
    });

    it('does not know a token that nobody has, or the hash of one', async () => {
      const { issuedToken } = await addUser(store.db);
      expect(await findTokenOwner(store.db, '12345678-1234-1234-1234-1234567890ab')).toBeNull();
      expect(await findTokenOwner(store.db, hashToken(issuedToken ?? ''))).toBeNull();
      expect(await findTokenOwner(store.db, '')).toBeNull();
    });

    it('keeps the name, the end and the addresses that a token is issued with', async () => {
      const { user } = await addUser(store.db);
      const settings = { name: 'deploy', expiresAt: '2020-01-01T00:00:00.000Z', allowedCidrs: ['192.0.2.0/24', '2001:db8::1'] };
      const token = await rotateToken(store.db, '0001', user.id, settings);
      expect(await listTokens(store.db, '0001', user.id)).toMatchObject([
        { kind: 'primary', ...settings },
        { kind: 'backup', name: null, expiresAt: null, allowedCidrs: [] },
      ]);
      const { name: tokenName, ...rest } = settings;
      expect(await findTokenOwner(store.db, token ?? '')).toMatchObject({ userId: user.id, tokenName, ...rest });
    });

    it('notes when a token was used last', async () => {
      const { user, issuedToken } = await addUser(store.db);
      expect(await listTokens(store.db, '0001', user.id)).toMatchObject([{ kind: 'primary', lastUsedAt: null }]);
      const owner = await findTokenOwner(store.db, issuedToken ?? '');
      await recordTokenUses(store.db, [owner?.tokenId ?? 0]);
      expect(await listTokens(store.db, '0001', user.id)).toMatchObject([{ kind: 'primary', lastUsedAt: expect.any(String) }]);
    });

    describe('rotated', () => {
      it('leaves the old primary as the backup, of equal power', async () => {
        const { user, issuedToken } = await addUser(store.db);
        const rotated = await rotateToken(store.db, '0001', user.id);
        expect(await findTokenOwner(store.db, rotated ?? '')).toMatchObject({ userId: user.id, methods: ['GET'] });
        expect(await findTokenOwner(store.db, issuedToken ?? '')).toMatchObject({ userId: user.id, methods: ['GET'] });
        expect((await listTokens(store.db, '0001', user.id)).map(({ kind }) => kind)).toEqual(['primary', 'backup']);
      });

      it('discards the backup of before', async () => {
        const { user, issuedToken } = await addUser(store.db);
        const second = await rotateToken(store.db, '0001', user.id);
        const third = await rotateToken(store.db, '0001', user.id);
        expect(await findTokenOwner(store.db, issuedToken ?? '')).toBeNull();
        expect(await findTokenOwner(store.db, second ?? '')).not.toBeNull();
        expect(await findTokenOwner(store.db, third ?? '')).not.toBeNull();
      });

      it('takes the token that it is given', async () => {
        const { user } = await addUser(store.db);
        const token = '12345678-1234-1234-1234-1234567890AB';
        expect(await rotateToken(store.db, '0001', user.id, { token })).toBe(token);
        expect(await findTokenOwner(store.db, token)).toMatchObject({ userId: user.id });
      });

      it('gives none to a user without methods', async () => {
        const { user } = await addUser(store.db, { methods: [] });
        expect(await rotateToken(store.db, '0001', user.id)).toBeNull();
        expect(await listTokens(store.db, '0001', user.id)).toEqual([]);
      });

      it('never outlives a save that clears all methods at the same time', async () => {
        const { user } = await addUser(store.db);
        const clearing = { accountNumber: '0001', userId: user.id, expectedVersion: 1, methods: [], modules: [], savedBy: user };
        const rotations = Array.from({ length: 5 }, () => rotateToken(store.db, '0001', user.id));
        await Promise.all([...rotations, savePermissions(store.db, clearing), rotateToken(store.db, '0001', user.id)]);
        expect(await listTokens(store.db, '0001', user.id)).toEqual([]);
      });
    });

    it('loses the backup alone when it is deleted', async () => {
      const { user, issuedToken } = await addUser(store.db);
      const rotated = await rotateToken(store.db, '0001', user.id);
      expect(await deleteBackupToken(store.db, '0001', user.id)).toBe(true);
      expect(await findTokenOwner(store.db, issuedToken ?? '')).toBeNull();
      expect(await findTokenOwner(store.db, rotated ?? '')).not.toBeNull();
      expect(await deleteBackupToken(store.db, '0001', user.id)).toBe(false);
    });

    it("are out of another customer's reach", async () => {
      const { user } = await addUser(store.db);
      await rotateToken(store.db, '0001', user.id);
      expect(await rotateToken(store.db, '0002', user.id)).toBeNull();
      expect(await deleteBackupToken(store.db, '0002', user.id)).toBe(false);
      expect(await listTokens(store.db, '0002', user.id)).toEqual([]);
      expect(await listTokens(store.db, '0001', user.id)).toHaveLength(2);
    });
  });
