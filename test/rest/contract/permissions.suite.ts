import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { Caller } from '@edgegraph/rest/client.ts';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const invalidUser = { status: 403, message: 'Invalid user' };

export const permissionsSuite = (bound: BoundCdn) =>
  describe('saving permissions', () => {
    let owner: User;
    let user: User;
    beforeAll(async () => {
      owner = await bound.cdn.customer();
    });
    beforeEach(async () => {
      user = await bound.cdn.user({ methods: ['GET'], modules: ['DASHBOARD'] }, owner.accountNumber);
    });

    const save = (
      id: number,
      methods: readonly HttpMethod[],
      modules: readonly Module[],
      { Version = 1, by = owner }: { Version?: number; by?: Caller } = {},
    ) => bound.rest.users.setPermissions({ id, body: { Methods: [...methods], Modules: [...modules], Version } }, by);
    const self = (token: string) => bound.rest.users.getSelf({}, { token, accountNumber: owner.accountNumber });
    const permissions = () => bound.rest.users.getPermissions({ id: user.id }, owner);

    it('replaces methods and modules, with what leads to the modules, and says who saved', async () => {
      expect(await save(user.id, ['PUT', 'PUT', 'GET'], ['COMPRESSION', 'CORE_REPORTS'])).toEqual({ Token: null, Version: 2 });
      const Modules = ['CONFIGURATION', 'CACHE_SETTINGS', 'COMPRESSION', 'REPORTS', 'CORE_REPORTS'];
      expect(await permissions()).toEqual({
        Methods: ['PUT', 'GET'],
        Modules,
        SavedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        SavedBy: owner.login,
        Version: 2,
      });
      expect(await self(user.token)).toMatchObject({ Methods: ['PUT', 'GET'], Modules });
    });

    it('is in force for the next call', async () => {
      const purge = () => bound.rest.mcc.getPurge({ id: '0123456789abcdef01234567' }, user);
      await expect(purge()).rejects.toMatchObject({ status: 403, message: 'Access Denied' });
      await save(user.id, ['GET'], ['PURGE_LOAD']);
      expect(await purge()).toBeNull();
      await save(user.id, ['GET'], ['DASHBOARD'], { Version: 2 });
      await expect(purge()).rejects.toMatchObject({ status: 403, message: 'Access Denied' });
    });

    it('revokes the token at once with the last method and issues another with the first', async () => {
      expect(await save(user.id, [], ['DASHBOARD'])).toEqual({ Token: null, Version: 2 });
      await expect(self(user.token)).rejects.toMatchObject(invalidUser);
      const { Token } = await save(user.id, ['GET'], ['DASHBOARD'], { Version: 2 });
      if (Token === null) throw new Error('No token was issued with the first method');
      expect(Token).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(await self(Token)).toMatchObject({ Id: user.id, Methods: ['GET'] });
      await expect(self(user.token)).rejects.toMatchObject(invalidUser);
      expect(await save(user.id, ['GET', 'PUT'], [], { Version: 3 })).toEqual({ Token: null, Version: 4 });
      expect(await self(Token)).toMatchObject({ Methods: ['GET', 'PUT'], Modules: [] });
    });

    it('changes nothing when somebody saved in between, and says who', async () => {
      const colleague = await bound.cdn.user(
        { methods: ['PUT', 'GET'], modules: ['ADMINISTRATION', 'USERS', 'EDIT_USER'] },
        owner.accountNumber,
      );
      await save(user.id, [], ['DASHBOARD'], { by: colleague });
      const saved = await permissions();
      await expect(save(user.id, ['GET'], ['DASHBOARD'])).rejects.toMatchObject({
        status: 409,
        message: expect.stringContaining(colleague.login),
        details: { SavedAt: saved?.SavedAt, SavedBy: colleague.login, Version: 2 },
      });
      expect(await permissions()).toEqual(saved);
    });

    it('refuses a version to come', async () => {
      await expect(save(user.id, ['GET'], [], { Version: 2 })).rejects.toMatchObject({ status: 409 });
    });

    it('cannot change the administrator', async () => {
      const { administrator } = bound.cdn;
      const { Id } = await bound.rest.users.getSelf({}, administrator);
      await expect(save(Id, [], [], { by: administrator })).rejects.toMatchObject({ status: 400, problems: [{ path: 'id' }] });
      expect(await bound.rest.users.getSelf({}, administrator)).toMatchObject({ Methods: ['GET', 'POST', 'PUT', 'DELETE'] });
    });

    describe('by somebody who does not hold everything', () => {
      let editor: User;
      beforeAll(async () => {
        editor = await bound.cdn.user(
          { methods: ['GET', 'PUT'], modules: ['ADMINISTRATION', 'USERS', 'EDIT_USER'] },
          owner.accountNumber,
        );
      });

      it('grants what they hold and keeps what the user has already', async () => {
        await save(user.id, ['GET'], ['DASHBOARD', 'EDIT_USER'], { by: editor });
        expect(await permissions()).toMatchObject({
          Methods: ['GET'],
          Modules: ['DASHBOARD', 'ADMINISTRATION', 'USERS', 'EDIT_USER'],
        });
      });

      it('takes away what they do not hold', async () => {
        await save(user.id, [], [], { by: editor });
        expect(await permissions()).toMatchObject({ Methods: [], Modules: [] });
      });

      it('refuses to grant what they do not hold, naming all of it', async () => {
        const problem = (path: string, what: string) => expect.objectContaining({ path, message: expect.stringContaining(what) });
        await expect(save(user.id, ['GET', 'DELETE'], ['DASHBOARD', 'PURGE_LOAD'], { by: editor })).rejects.toMatchObject({
          status: 400,
          problems: expect.arrayContaining([problem('Methods', 'grant DELETE'), problem('Modules', 'grant CONTENT, PURGE_LOAD')]),
        });
        expect(await permissions()).toMatchObject({ Methods: ['GET'], Modules: ['DASHBOARD'], Version: 1 });
      });

      it('refuses to open with a method what they do not hold', async () => {
        const widened = save(user.id, ['GET', 'PUT'], ['DASHBOARD'], { by: editor });
        await expect(widened).rejects.toMatchObject({
          status: 400,
          problems: [{ path: 'Modules', message: expect.stringContaining('DASHBOARD') }],
        });
      });

      it('refuses it to themselves, too', async () => {
        const own = save(editor.id, ['GET', 'PUT', 'DELETE'], ['EDIT_USER'], { by: editor });
        await expect(own).rejects.toMatchObject({
          status: 400,
          problems: [{ path: 'Methods', message: expect.stringContaining('DELETE') }],
        });
      });
    });

    it('of a user who does not exist is 404', async () => {
      await expect(save(999_999_999, ['GET'], [])).rejects.toMatchObject({ status: 404 });
    });
  });
