import { modules, parentModule } from '@edgegraph/permissions/modules.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type User, everything } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

export const usersSuite = (bound: BoundCdn) =>
  describe('users', () => {
    let owner: User;
    let reader: User;
    beforeAll(async () => {
      owner = await bound.cdn.customer();
      reader = await bound.cdn.user({ methods: ['GET'], modules: ['REPORTS', 'CORE_REPORTS'] }, owner.accountNumber);
    });

    const toRest = ({ id, login }: User, Permissions: object) => ({
      Email: login,
      FirstName: 'A',
      Id: id,
      IsAdmin: 0,
      LastName: 'User',
      Permissions: { SavedAt: null, SavedBy: null, Version: 1, ...Permissions },
    });

    it('are told who they are and what they may do', async () => {
      const self = {
        AccountNumber: owner.accountNumber,
        Email: reader.login,
        Id: reader.id,
        Methods: ['GET'],
        Modules: ['REPORTS', 'CORE_REPORTS'],
      };
      expect(await bound.rest.users.getSelf({}, reader)).toMatchObject(self);
      expect(await bound.rest.users.getTokenOwner({}, { ...reader, accountNumber: '' })).toMatchObject(self);
    });

    it('do not hold a module whose parent they lack', async () => {
      const orphan = await bound.cdn.user({ methods: ['GET'], modules: ['CORE_REPORTS', 'DASHBOARD'] }, owner.accountNumber);
      expect(await bound.rest.users.getSelf({}, orphan)).toMatchObject({ Modules: ['DASHBOARD'] });
    });

    it('hold a module only as far as their customer has it', async () => {
      const limited = await bound.cdn.customer(['DASHBOARD', 'REPORTS', 'CORE_REPORTS', 'VIEW_USERS']);
      expect(await bound.rest.users.getSelf({}, limited)).toMatchObject({ Modules: ['DASHBOARD', 'REPORTS', 'CORE_REPORTS'] });
      await expect(bound.rest.mcc.listOrigins({ platform: 'adn' }, limited)).rejects.toMatchObject({
        status: 403,
        message: 'Access Denied',
      });
    });

    it('are listed in the order of their creation, with their permissions', async () => {
      const own = await bound.cdn.customer();
      const second = await bound.cdn.user({ methods: [], modules: ['DASHBOARD'] }, own.accountNumber);
      expect(await bound.rest.users.listUsers({}, own)).toMatchObject([
        toRest(own, { Methods: everything.methods, Modules: everything.modules }),
        toRest(second, { Methods: [], Modules: ['DASHBOARD'] }),
      ]);
    });

    it('are got by their id, also as text', async () => {
      const granted = { Methods: ['GET'], Modules: ['REPORTS', 'CORE_REPORTS'] };
      expect(await bound.rest.users.getUser({ id: String(reader.id) }, owner)).toMatchObject(toRest(reader, granted));
      expect(await bound.rest.users.getPermissions({ id: reader.id }, owner)).toEqual({
        SavedAt: null,
        SavedBy: null,
        Version: 1,
        ...granted,
      });
    });

    it('that do not exist are null', async () => {
      expect(await bound.rest.users.getUser({ id: 999_999_999 }, owner)).toBeNull();
      expect(await bound.rest.users.getPermissions({ id: 999_999_999 }, owner)).toBeNull();
    });

    it('see the administrator as such', async () => {
      const [administrator] = await bound.rest.users.listUsers({}, bound.cdn.administrator);
      expect(administrator).toMatchObject({ Email: 'admin@example.com', IsAdmin: 1, Permissions: { Modules: modules } });
    });

    it('see the tree of modules, parents before their children', async () => {
      const tree = await bound.rest.users.listModules({}, { ...reader, accountNumber: '' });
      expect(tree).toEqual(modules.map((Name) => ({ Name, Parent: parentModule[Name] })));
      const names = tree.map(({ Name }) => Name);
      for (const [index, { Parent }] of tree.entries())
        expect(Parent === null || names.slice(0, index).includes(Parent)).toBe(true);
    });
  });
