import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '../transaction.ts';
import { createCustomer, findCustomer } from './customers.ts';
import { addUser, freshDatabase, newUser, type OpenDatabase } from './fresh-database.fixture.ts';
import { findTokenOwner, rotateToken } from './tokens.ts';
import { savePermissions } from './permissions.ts';
import { createUser, deleteUser, findUser, listUsers, lockUser, updateUser } from './users.ts';

export const usersSuite = (open: OpenDatabase) =>
  describe('users', () => {
    const store = freshDatabase(open);

    it('finds a user as it was created', async () => {
      const { user } = await addUser(store.db, { contact: { phone: '+1 555 0100', city: 'London' } });
      expect(user).toEqual({
        ...newUser,
        id: expect.any(Number),
        contact: { phone: '+1 555 0100', city: 'London' },
        version: 1,
        savedByUserId: null,
        savedByLogin: null,
        savedAt: null,
        createdAt: expect.any(String),
      });
      expect(await findUser(store.db, '0001', user.id)).toEqual(user);
    });

    it('issues a token to a user created with a method', async () => {
      const { user, issuedToken } = await addUser(store.db, { methods: ['GET'] });
      expect(issuedToken).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(await findTokenOwner(store.db, issuedToken ?? '')).toMatchObject({ userId: user.id });
    });

    it('takes the token that it is given', async () => {
      const token = '12345678-1234-1234-1234-1234567890ab';
      const { user, issuedToken } = await addUser(store.db, { token });
      expect(issuedToken).toBe(token);
      expect(await findTokenOwner(store.db, token)).toMatchObject({ userId: user.id });
    });

    it('issues no token to a user created without methods', async () => {
      const token = '12345678-1234-1234-1234-1234567890ab';
      expect(await addUser(store.db, { methods: [], token })).toMatchObject({ issuedToken: null });
      expect(await findTokenOwner(store.db, token)).toBeNull();
    });

    it('refuses a login that a user of any customer has, in whichever case', async () => {
      await addUser(store.db, { login: 'Ada@Example.com' });
      expect(await createUser(store.db, { ...newUser, accountNumber: '0002', login: 'aDA@example.COM' })).toBe('taken');
      expect(await listUsers(store.db, '0002')).toEqual([]);
    });

    it("lists a customer's own users in the order of their creation", async () => {
      for (const login of ['zoe@example.com', 'ada@example.com', 'max@example.com']) await addUser(store.db, { login });
      await addUser(store.db, { login: 'foreign@example.com', accountNumber: '0002' });
      const logins = (await listUsers(store.db, '0001')).map(({ login }) => login);
      expect(logins).toEqual(['zoe@example.com', 'ada@example.com', 'max@example.com']);
    });

    it("does not find another customer's user", async () => {
      const { user } = await addUser(store.db);
      expect(await findUser(store.db, '0002', user.id)).toBeNull();
    });

    it('does not find an id beyond 32 bits', async () => {
      expect(await findUser(store.db, '0001', 999_999_999_999_999)).toBeNull();
    });

    it('locks a user as it is', async () => {
      const { user } = await addUser(store.db);
      expect(await lockUser(store.db, '0001', user.id)).toEqual(user);
      expect(await lockUser(store.db, '0002', user.id)).toBeNull();
    });

    it('replaces the profile and keeps the permissions', async () => {
      const { user } = await addUser(store.db, { contact: { phone: '+1 555 0100' } });
      const profile = { login: 'Countess@Example.com', firstName: 'Augusta', lastName: 'Lovelace', contact: { city: 'London' } };
      const updated = await updateUser(store.db, '0001', user.id, profile);
      expect(updated).toEqual({ ...user, ...profile, login: 'countess@example.com' });
      expect(await findUser(store.db, '0001', user.id)).toEqual(updated);
    });

    it("refuses another user's login on an update, and a user whom the customer does not have", async () => {
      const { user } = await addUser(store.db);
      await addUser(store.db, { accountNumber: '0002', login: 'taken@example.com' });
      const profile = { ...newUser, contact: {}, login: 'TAKEN@example.com' };
      expect(await updateUser(store.db, '0001', user.id, profile)).toBe('taken');
      expect(await updateUser(store.db, '0002', user.id, { ...profile, login: 'free@example.com' })).toBeNull();
      expect(await findUser(store.db, '0001', user.id)).toEqual(user);
    });

    it('goes with all its tokens, and its saves stay known by login', async () => {
      const { user, issuedToken } = await addUser(store.db);
      const rotated = await rotateToken(store.db, '0001', user.id);
      const { user: other } = await addUser(store.db, { login: 'other@example.com' });
      await savePermissions(store.db, { ...other, userId: other.id, expectedVersion: 1, savedBy: user });
      expect(await deleteUser(store.db, '0002', user.id)).toBe(false);
      expect(await deleteUser(store.db, '0001', user.id)).toBe(true);
      expect(await deleteUser(store.db, '0001', user.id)).toBe(false);
      for (const token of [issuedToken, rotated]) expect(await findTokenOwner(store.db, token ?? '')).toBeNull();
      expect(await findUser(store.db, '0001', other.id)).toMatchObject({ savedByUserId: null, savedByLogin: user.login });
    });

    describe('the administrator', () => {
      it('has every method and module, whatever is stored', async () => {
        const { user, issuedToken } = await addUser(store.db, { isAdministrator: true, methods: ['GET'], modules: [] });
        expect(user).toMatchObject({ methods: httpMethods, modules });
        expect(await findTokenOwner(store.db, issuedToken ?? '')).toMatchObject({ methods: httpMethods, modules });
      });

      it('is not deleted', async () => {
        const { user } = await addUser(store.db, { isAdministrator: true });
        expect(await deleteUser(store.db, '0001', user.id)).toBe(false);
        expect(await findUser(store.db, '0001', user.id)).toEqual(user);
      });

      it('is the only one of a customer', async () => {
        await addUser(store.db, { isAdministrator: true });
        await addUser(store.db, { isAdministrator: true, accountNumber: '0002', login: 'theirs@example.com' });
        await expect(addUser(store.db, { isAdministrator: true, login: 'second@example.com' })).rejects.toThrow(/unique/i);
      });
    });

    it('leaves neither customer nor administrator of a transaction that fails', async () => {
      const attempt = inTransaction(store.db, async (transaction) => {
        await createCustomer(transaction, { accountNumber: '0003', name: 'New', status: 'active', modules: [] });
        await addUser(transaction, { accountNumber: '0003' });
        throw new Error('Power cut');
      });
      await expect(attempt).rejects.toThrow('Power cut');
      expect(await findCustomer(store.db, '0003')).toBeNull();
      expect(await listUsers(store.db, '0003')).toEqual([]);
    });
  });
