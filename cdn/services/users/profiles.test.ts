import { describe, expect, it } from 'vitest';
import { freshSite, newcomer, refusal } from './site.fixture.ts';

const context = freshSite();

describe('creating a user', () => {
  it('grants nothing and issues no token unless a method is named', async () => {
    const { users, admin } = context.site;
    const created = await users.createUser({ body: newcomer }, admin);
    expect(created).toEqual({ CustomerUserId: expect.any(Number), Token: null, Version: 1 });
    expect(await users.getUser({ id: created.CustomerUserId }, admin)).toMatchObject({
      Email: 'ada@example.com',
      FirstName: 'Ada',
      LastName: 'Byron',
      IsAdmin: 0,
      Phone: null,
      Permissions: { Methods: [], Modules: [] },
    });
  });

  it('grants what is named, with the modules above it, and issues a token that works at once', async () => {
    const { users, admin } = context.site;
    const created = await users.createUser({ body: { ...newcomer, Methods: ['GET'], Modules: ['VIEW_USERS'] } }, admin);
    const caller = { ...admin, token: created.Token ?? '' };
    expect(await users.getSelf({}, caller)).toMatchObject({ Methods: ['GET'], Modules: ['ADMINISTRATION', 'USERS', 'VIEW_USERS'] });
    expect(await users.listUsers({}, caller)).toHaveLength(2);
  });

  it('keeps contact lines and drops empty ones', async () => {
    const { users, admin } = context.site;
    const { CustomerUserId: id } = await users.createUser({ body: { ...newcomer, City: ' London ', Fax: '', Zip: null } }, admin);
    expect(await users.getUser({ id }, admin)).toMatchObject({ City: 'London', Fax: null, Zip: null });
  });

  it.each([
    ['Email', { Email: 'ada' }],
    ['Email', { Email: `${'a'.repeat(250)}@example.com` }],
    ['FirstName', { FirstName: '  ' }],
    ['LastName', { LastName: 'By\nron' }],
    ['FirstName', { FirstName: undefined }],
    ['City', { City: 'x'.repeat(201) }],
    ['IsAdmin', { IsAdmin: 1 }],
    ['Modules.0', { Modules: ['EVERYTHING'] }],
  ])('refuses a wrong %s, naming it', async (path, wrong) => {
    const { users, admin } = context.site;
    // Wrong on purpose, also in its type.
    const refused = await refusal(users.createUser({ body: { ...newcomer, ...wrong } as typeof newcomer }, admin));
    expect(refused).toMatchObject({ status: 400, problems: [expect.objectContaining({ path })] });
  });

  it("refuses the e-mail address of any customer's user, in whichever case", async () => {
    const { users, admin, otherAdmin } = context.site;
    await users.createUser({ body: newcomer }, otherAdmin);
    const refused = await refusal(users.createUser({ body: { ...newcomer, Email: 'ADA@example.com' } }, admin));
    expect(refused).toMatchObject({ status: 400, problems: [{ path: 'Email', message: "ADA@example.com is another user's; choose another." }] });
  });

  it('refuses to grant what the creator does not hold, and creates nobody', async () => {
    const { users, admin, user } = context.site;
    const creator = await user(['POST', 'GET'], ['ADD_USER']);
    const body = { ...newcomer, Methods: ['GET', 'PUT'] as const, Modules: ['ADD_USER', 'PURGE_LOAD'] as const };
    const refused = await refusal(users.createUser({ body: { ...body, Methods: [...body.Methods], Modules: [...body.Modules] } }, creator.caller));
    expect(refused.status).toBe(400);
    expect(refused.problems).toEqual([
      { path: 'Methods', message: "You can't grant PUT, which you do not hold yourself." },
      { path: 'Modules', message: "You can't grant CONTENT, PURGE_LOAD, which you do not hold yourself." },
    ]);
    expect((await users.listUsers({}, admin)).map(({ Email }) => Email)).not.toContain('ada@example.com');
  });
});

describe('updating a user', () => {
  it('replaces the profile, keeps the permissions and the token', async () => {
    const { users, admin, user } = context.site;
    const { id, caller } = await user(['GET'], ['DASHBOARD']);
    await users.updateUser({ id, body: { ...newcomer, IsAdmin: 0, Phone: '+1 555 0100' } }, admin);
    expect(await users.getUser({ id }, admin)).toMatchObject({ Email: 'ada@example.com', Phone: '+1 555 0100', Permissions: { Methods: ['GET'] } });
    expect(await users.getSelf({}, caller)).toMatchObject({ Email: 'ada@example.com' });
    await users.updateUser({ id, body: newcomer }, admin);
    expect(await users.getUser({ id }, admin)).toMatchObject({ Phone: null });
  });

  it('neither makes an administrator nor unmakes one', async () => {
    const { users, admin, user } = context.site;
    const { id } = await user(['GET'], []);
    const self = await users.getSelf({}, admin);
    expect(await refusal(users.updateUser({ id, body: { ...newcomer, IsAdmin: 1 } }, admin))).toMatchObject({ status: 400 });
    expect(await refusal(users.updateUser({ id: self.Id, body: { ...newcomer, IsAdmin: 0 } }, admin))).toMatchObject({ status: 400 });
  });

  it("refuses another user's e-mail address", async () => {
    const { users, admin, user } = context.site;
    const { id } = await user(['GET'], []);
    const refused = await refusal(users.updateUser({ id, body: { ...newcomer, Email: 'admin@0002.example.com' } }, admin));
    expect(refused).toMatchObject({ status: 400, problems: [{ path: 'Email' }] });
  });

  it("does not find another customer's user", async () => {
    const { users, otherAdmin, user } = context.site;
    const { id } = await user(['GET'], []);
    expect(await refusal(users.updateUser({ id, body: newcomer }, otherAdmin))).toMatchObject({ status: 404 });
  });
});

describe('deleting a user', () => {
  it('revokes the token from the next request on', async () => {
    const { users, admin, user } = context.site;
    const { id, caller } = await user(['GET'], ['DASHBOARD']);
    await users.getSelf({}, caller);
    expect(await users.deleteUser({ id }, admin)).toBeNull();
    expect(await refusal(users.getSelf({}, caller))).toMatchObject({ status: 403, message: 'Invalid user' });
    expect(await users.getUser({ id }, admin)).toBeNull();
    expect(await refusal(users.deleteUser({ id }, admin))).toMatchObject({ status: 404 });
  });

  it('spares the administrator', async () => {
    const { users, admin, user } = context.site;
    const deleter = await user(['DELETE'], ['DELETE_USER']);
    const { Id: id } = await users.getSelf({}, admin);
    for (const caller of [admin, deleter.caller]) {
      expect(await refusal(users.deleteUser({ id }, caller))).toMatchObject({ status: 400, message: expect.stringContaining('administrator') });
    }
  });

  it('spares whoever asks', async () => {
    const { users, user } = context.site;
    const { id, caller } = await user(['DELETE'], ['DELETE_USER']);
    expect(await refusal(users.deleteUser({ id }, caller))).toMatchObject({ status: 400, message: expect.stringContaining('is you') });
  });

  it("does not find another customer's user", async () => {
    const { users, otherAdmin, user } = context.site;
    const { id, caller } = await user(['GET'], []);
    expect(await refusal(users.deleteUser({ id }, otherAdmin))).toMatchObject({ status: 404 });
    expect(await users.getSelf({}, caller)).toMatchObject({ Id: id });
  });
});
