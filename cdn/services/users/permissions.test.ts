import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { Caller } from '@edgegraph/rest/client.ts';
import { describe, expect, it } from 'vitest';
import { updateCustomer } from '../../database/queries/customers.ts';
import { freshSite, refusal, type TestUser } from './site.fixture.ts';

const context = freshSite();

const save = ({ id }: TestUser, by: Caller, Methods: HttpMethod[], Modules: Module[], Version = 1) =>
  context.site.users.setPermissions({ id, body: { Methods, Modules, Version } }, by);

describe('saving permissions', () => {
  it('counts from the next request on, for a token that was just used', async () => {
    const { users, admin, user } = context.site;
    const saved = await user(['GET'], ['VIEW_USERS']);
    await users.listUsers({}, saved.caller);
    await save(saved, admin, ['GET'], ['DASHBOARD']);
    expect(await refusal(users.listUsers({}, saved.caller))).toMatchObject({ status: 403, message: 'Access Denied' });
    await save(saved, admin, [], ['DASHBOARD'], 2);
    expect(await refusal(users.getSelf({}, saved.caller))).toMatchObject({ status: 403, message: 'Invalid user' });
  });

  it('on a version that is no longer the last is a 409 that shows who saved what', async () => {
    const { users, admin, user } = context.site;
    const saved = await user(['GET'], []);
    await save(saved, admin, ['GET', 'PUT'], ['PURGE_LOAD']);
    const refused = await refusal(save(saved, admin, ['GET'], []));
    expect(refused.status).toBe(409);
    expect(refused.message).toContain('admin@0001.example.com has saved these permissions since');
    expect(refused.details).toEqual({
      Methods: ['GET', 'PUT'],
      Modules: ['CONTENT', 'PURGE_LOAD'],
      SavedAt: expect.stringMatching(/Z$/),
      SavedBy: 'admin@0001.example.com',
      Version: 2,
    });
    expect(await users.getPermissions({ id: saved.id }, admin)).toEqual(refused.details);
  });

  it('lets one of several saves on the same version through', async () => {
    const { admin, user } = context.site;
    const saved = await user(['GET'], []);
    const saves = await Promise.allSettled((['GET', 'POST', 'PUT'] as const).map((method) => save(saved, admin, [method], [])));
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it("does not find another customer's user", async () => {
    const { otherAdmin, user } = context.site;
    expect(await refusal(save(await user(['GET'], []), otherAdmin, [], []))).toMatchObject({ status: 404 });
  });

  it('leaves the administrator alone', async () => {
    const { users, admin, user } = context.site;
    const editor = await user(['GET', 'PUT'], ['EDIT_USER']);
    const { Id: id } = await users.getSelf({}, admin);
    for (const by of [admin, editor.caller]) {
      expect(await refusal(save({ id, caller: admin }, by, [], []))).toMatchObject({ status: 400, problems: [{ path: 'id' }] });
    }
  });
});

describe('a grant of what the granter does not hold', () => {
  it('is refused for methods and modules, naming them', async () => {
    const { user } = context.site;
    const editor = await user(['PUT'], ['EDIT_USER']);
    const refused = await refusal(save(await user([], []), editor.caller, ['DELETE', 'PUT'], ['RULES']));
    expect(refused.problems).toEqual([
      { path: 'Methods', message: "You can't grant DELETE, which you do not hold yourself." },
      { path: 'Modules', message: "You can't grant CONFIGURATION, RULES, which you do not hold yourself." },
    ]);
  });

  it('is refused when a method held reaches a module that is not', async () => {
    const { user } = context.site;
    const editor = await user(['PUT'], ['EDIT_USER']);
    const refused = await refusal(save(await user([], ['PURGE_LOAD']), editor.caller, ['PUT'], ['PURGE_LOAD']));
    expect(refused.problems).toEqual([
      { path: 'Modules', message: "You can't add to the reach of a user who has CONTENT, PURGE_LOAD, which you do not hold yourself." },
    ]);
  });

  it('is refused when a module held is reached by a method that is not', async () => {
    const { user } = context.site;
    const editor = await user(['PUT'], ['EDIT_USER', 'PURGE_LOAD']);
    const refused = await refusal(save(await user(['DELETE'], []), editor.caller, ['DELETE'], ['PURGE_LOAD']));
    expect(refused.problems).toEqual([
      { path: 'Methods', message: "You can't add to the reach of a user who has DELETE, which you do not hold yourself." },
    ]);
  });

  it('is refused to oneself', async () => {
    const { user } = context.site;
    const editor = await user(['PUT'], ['EDIT_USER']);
    expect(await refusal(save(editor, editor.caller, ['PUT', 'GET'], ['EDIT_USER']))).toMatchObject({ status: 400, problems: [{ path: 'Methods' }] });
  });

  it('does not hinder taking away, or keeping, what others granted', async () => {
    const { users, admin, user } = context.site;
    const editor = await user(['PUT'], ['EDIT_USER']);
    const saved = await user(['GET', 'DELETE'], ['RULES', 'PURGE_LOAD']);
    await save(saved, editor.caller, ['DELETE'], ['RULES']);
    expect(await users.getPermissions({ id: saved.id }, admin)).toMatchObject({ Methods: ['DELETE'], Modules: ['CONFIGURATION', 'RULES'] });
  });

  it('is refused even to the administrator when the customer does not have the module', async () => {
    const { db, admin, user } = context.site;
    await updateCustomer(db, '0001', { modules: ['CONTENT', 'ADMINISTRATION', 'USERS', 'VIEW_USERS', 'EDIT_USER'] });
    const refused = await refusal(save(await user([], []), admin, ['GET'], ['PURGE_LOAD']));
    expect(refused.problems).toEqual([{ path: 'Modules', message: 'Your account has no PURGE_LOAD; ask your CDN provider.' }]);
  });
});

describe('users who save their own permissions', () => {
  it.each([
    ['Methods', ['PUT'], ['VIEW_USERS', 'EDIT_USER'], 'GET'],
    ['Methods', ['GET'], ['VIEW_USERS', 'EDIT_USER'], 'PUT'],
    ['Modules', ['GET', 'PUT'], ['EDIT_USER'], 'VIEW_USERS'],
    ['Modules', ['GET', 'PUT'], ['VIEW_USERS'], 'EDIT_USER'],
  ] as const)('keep what they need to come back: in %s', async (path, methods, granted, lost) => {
    const { user } = context.site;
    const editor = await user(['GET', 'PUT'], ['VIEW_USERS', 'EDIT_USER']);
    const refused = await refusal(save(editor, editor.caller, [...methods], [...granted]));
    expect(refused).toMatchObject({ status: 400, problems: [{ path, message: expect.stringContaining(`Without ${lost} you would lock yourself out`) }] });
  });

  it('may give up the rest', async () => {
    const { users, user } = context.site;
    const editor = await user(['GET', 'PUT', 'DELETE'], ['VIEW_USERS', 'EDIT_USER', 'RULES']);
    await save(editor, editor.caller, ['GET', 'PUT'], ['VIEW_USERS', 'EDIT_USER']);
    expect((await users.getSelf({}, editor.caller)).Modules).not.toContain('RULES');
  });
});
