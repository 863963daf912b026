import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const invalidUser = { status: 403, message: 'Invalid user' };

const names = { FirstName: 'Grace', LastName: 'Hopper' };

export const administrationSuite = (bound: BoundCdn) =>
  describe('the administration of users', () => {
    let owner: User;
    beforeAll(async () => {
      owner = await bound.cdn.customer();
    });

    const self = (token: string) => bound.rest.users.getSelf({}, { token, accountNumber: owner.accountNumber });
    const create = (Email: string) =>
      bound.rest.users.createUser({ body: { ...names, Email, Methods: ['GET'], Modules: ['CORE_REPORTS'] } }, owner);

    it('creates, replaces and deletes a user, whose token goes with it', async () => {
      const { CustomerUserId: id, Token } = await create('Grace@example.com');
      if (Token === null) throw new Error('No token was issued with the first method');
      expect(await self(Token)).toMatchObject({ Id: id, Email: 'grace@example.com', Modules: ['REPORTS', 'CORE_REPORTS'] });
      const body = { ...names, Email: 'hopper@example.com', City: 'New York' };
      expect(await bound.rest.users.updateUser({ id, body }, owner)).toEqual({ CustomerUserId: id });
      expect(await bound.rest.users.getUser({ id }, owner)).toMatchObject({
        ...body,
        Address1: null,
        Permissions: { Methods: ['GET'] },
      });
      expect(await bound.rest.users.deleteUser({ id }, owner)).toBeNull();
      expect(await bound.rest.users.getUser({ id }, owner)).toBeNull();
      await expect(self(Token)).rejects.toMatchObject(invalidUser);
    });

    it('refuses an e-mail address that is taken, also by another customer', async () => {
      const problems = [{ path: 'Email' }];
      await expect(create('admin@example.com')).rejects.toMatchObject({ status: 400, problems });
      await expect(create('no address')).rejects.toMatchObject({ status: 400, problems });
    });

    it('keeps the token of before as the backup until that is deleted', async () => {
      const user = await bound.cdn.user({ methods: ['GET'], modules: [] }, owner.accountNumber);
      const { id } = user;
      const { Token } = await bound.rest.users.rotateToken({ id, body: { Name: 'second' } }, owner);
      expect([await self(Token), await self(user.token)]).toMatchObject([{ Id: id }, { Id: id }]);
      expect(await bound.rest.users.listTokens({ id }, owner)).toMatchObject([
        { Kind: 'primary', Name: 'second' },
        { Kind: 'backup', Name: null },
      ]);
      expect(await bound.rest.users.deleteBackupToken({ id }, owner)).toBeNull();
      await expect(self(user.token)).rejects.toMatchObject(invalidUser);
      expect(await self(Token)).toMatchObject({ Id: id });
    });

    it('is told in the access log, newest first, page by page', async () => {
      const own = await bound.cdn.customer();
      const { CustomerUserId: id } = await bound.rest.users.createUser({ body: { ...names, Email: 'logged@example.com' } }, own);
      await bound.rest.users.deleteUser({ id }, own);
      const page = async (before?: number) =>
        bound.rest.users.listAccessEvents({ limit: 1, ...(before === undefined ? {} : { before }) }, own);
      const newest = await page();
      expect(newest.Events).toMatchObject([
        { Kind: 'USER_DELETED', ActorEmail: own.login, SubjectId: id, SubjectEmail: 'logged@example.com' },
      ]);
      const oldest = await page(newest.Next ?? 0);
      expect(oldest).toMatchObject({ Events: [{ Kind: 'USER_CREATED', SubjectId: id }], Next: null });
      expect(await bound.rest.users.listAccessEvents({ kind: ['USER_DELETED'] }, own)).toEqual({
        Events: newest.Events,
        Next: null,
      });
    });
  });
