import { httpMethods } from '@edgegraph/permissions/modules.ts';
import { describe, expect, it } from 'vitest';
import { addUser, freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';
import { savePermissions } from './permissions.ts';
import { findTokenOwner, listTokens, rotateToken } from './tokens.ts';
import { findUser, type User } from './users.ts';

const savedBy = (user: User) => ({ id: user.id, login: user.login });

export const permissionsSuite = (open: OpenDatabase) =>
  describe('saving permissions', () => {
    const store = freshDatabase(open);

    /** A save by the user itself on the version that was read. */
    const changeOf = (user: User) => ({
      accountNumber: user.accountNumber,
      userId: user.id,
      expectedVersion: user.version,
      methods: user.methods,
      modules: user.modules,
      savedBy: savedBy(user),
    });

    it('stores methods and modules with who saved them, under the next version', async () => {
      const { user } = await addUser(store.db);
      const { user: saver } = await addUser(store.db, { login: 'saver@example.com' });
      const saved = await savePermissions(store.db, {
        ...changeOf(user),
        methods: ['GET', 'PUT'],
        modules: ['CONTENT', 'PURGE_LOAD'],
        savedBy: savedBy(saver),
      });
      const expected = {
        ...user,
        methods: ['GET', 'PUT'],
        modules: ['CONTENT', 'PURGE_LOAD'],
        version: 2,
        savedByUserId: saver.id,
        savedByLogin: 'saver@example.com',
        savedAt: expect.any(String),
      };
      expect(saved).toEqual({ user: expected, issuedToken: null });
      expect(await findUser(store.db, '0001', user.id)).toEqual(expected);
    });

    it('issues a token with the first method', async () => {
      const { user } = await addUser(store.db, { methods: [] });
      const saved = await savePermissions(store.db, { ...changeOf(user), methods: ['GET'] });
      const token = saved && 'issuedToken' in saved ? (saved.issuedToken ?? '') : '';
      expect(await findTokenOwner(store.db, token)).toMatchObject({ userId: user.id, methods: ['GET'] });
    });

    it('keeps the token while a method remains', async () => {
      const { user, issuedToken } = await addUser(store.db, { methods: ['GET', 'PUT'] });
      expect(await savePermissions(store.db, { ...changeOf(user), methods: ['DELETE'] })).toMatchObject({ issuedToken: null });
      expect(await findTokenOwner(store.db, issuedToken ?? '')).toMatchObject({ methods: ['DELETE'] });
    });

    it('revokes the primary and the backup token with the last method, though modules remain', async () => {
      const { user, issuedToken } = await addUser(store.db);
      const rotated = await rotateToken(store.db, '0001', user.id);
      await savePermissions(store.db, { ...changeOf(user), methods: [] });
      expect(await findTokenOwner(store.db, issuedToken ?? '')).toBeNull();
      expect(await findTokenOwner(store.db, rotated ?? '')).toBeNull();
      expect(await listTokens(store.db, '0001', user.id)).toEqual([]);
    });

    it('issues another token than the revoked one when methods come back', async () => {
      const { user, issuedToken } = await addUser(store.db);
      await savePermissions(store.db, { ...changeOf(user), methods: [] });
      const again = await savePermissions(store.db, { ...changeOf(user), expectedVersion: 2, methods: ['GET'] });
      expect(again).toMatchObject({ issuedToken: expect.any(String) });
      expect(again).not.toMatchObject({ issuedToken });
      expect(await findTokenOwner(store.db, issuedToken ?? '')).toBeNull();
    });

    it('changes nothing when another save came between, and tells whose and what', async () => {
      const { user } = await addUser(store.db, { methods: [] });
      const { user: saver } = await addUser(store.db, { login: 'first@example.com' });
      await savePermissions(store.db, { ...changeOf(user), modules: ['CONTENT'], savedBy: savedBy(saver) });
      const before = await findUser(store.db, '0001', user.id);
      expect(await savePermissions(store.db, { ...changeOf(user), methods: ['GET'] })).toEqual({
        conflict: { version: 2, methods: [], modules: ['CONTENT'], savedByLogin: 'first@example.com', savedAt: before?.savedAt },
      });
      expect(await findUser(store.db, '0001', user.id)).toEqual(before);
      expect(await listTokens(store.db, '0001', user.id)).toEqual([]);
    });

    it('lets one of several saves on the same version win', async () => {
      const { user } = await addUser(store.db, { methods: [] });
      const answers = await Promise.all(
        httpMethods.map((method) => savePermissions(store.db, { ...changeOf(user), methods: [method] })),
      );
      expect(answers.filter((answer) => answer && 'user' in answer)).toHaveLength(1);
      expect(answers.filter((answer) => answer && 'conflict' in answer)).toHaveLength(3);
      expect(await listTokens(store.db, '0001', user.id)).toHaveLength(1);
    });

    it("does not touch another customer's user", async () => {
      const { user } = await addUser(store.db);
      expect(await savePermissions(store.db, { ...changeOf(user), accountNumber: '0002', methods: [] })).toBeNull();
      expect(await findUser(store.db, '0001', user.id)).toEqual(user);
    });
  });
