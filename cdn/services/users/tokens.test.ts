import { describe, expect, it } from 'vitest';
import { freshSite, refusal } from './site.fixture.ts';

let now = Date.parse('2030-01-01T00:00:00Z');
const context = freshSite({ clock: () => now });

describe('rotating a token', () => {
  it('issues a new primary, keeps the old one as the backup and revokes the backup of before, at once', async () => {
    const { users, admin, user } = context.site;
    const { id, caller: first } = await user(['GET'], ['DASHBOARD']);
    const second = { ...first, token: (await users.rotateToken({ id }, admin)).Token };
    const third = { ...first, token: (await users.rotateToken({ id }, admin)).Token };
    expect(await refusal(users.getSelf({}, first))).toMatchObject({ status: 403, message: 'Invalid user' });
    for (const caller of [second, third]) expect(await users.getSelf({}, caller)).toMatchObject({ Id: id });
    expect((await users.listTokens({ id }, admin)).map(({ Kind }) => Kind)).toEqual(['primary', 'backup']);
  });

  it('keeps its name, end and addresses, and tells them but never the token or its hash', async () => {
    const { users, admin, user } = context.site;
    const { id, caller } = await user(['GET'], []);
    const settings = { Name: 'deploy', ExpiresAt: '2030-06-01T02:00:00+02:00', AllowedCidrs: ['192.0.2.0/24', '2001:db8::1'] };
    const { Token } = await users.rotateToken({ id, body: settings }, admin);
    const tokens = await users.listTokens({ id }, admin);
    expect(tokens[0]).toEqual({
      AllowedCidrs: ['192.0.2.0/24', '2001:db8::1'],
      CreatedAt: expect.any(String),
      ExpiresAt: '2030-06-01T00:00:00.000Z',
      Id: expect.any(Number),
      Kind: 'primary',
      LastUsedAt: null,
      Name: 'deploy',
    });
    for (const secret of [Token, caller.token]) expect(JSON.stringify(tokens)).not.toContain(secret);
    expect(await users.getSelf({}, { ...caller, token: Token, address: '192.0.2.9' })).toMatchObject({
      Token: { ExpiresAt: '2030-06-01T00:00:00.000Z', Id: tokens[0]?.Id, Name: 'deploy' },
    });
  });

  it('is refused for a user who holds more than the caller, naming what', async () => {
    const { users, user } = context.site;
    const editor = await user(['PUT'], ['EDIT_USER']);
    const { id } = await user(['PUT', 'DELETE'], ['RULES']);
    const refused = await refusal(users.rotateToken({ id }, editor.caller));
    expect(refused).toMatchObject({ status: 400, problems: [{ path: 'id', message: expect.stringContaining('DELETE, CONFIGURATION, RULES') }] });
  });

  it("is refused for the administrator's token to everybody else", async () => {
    const { users, admin, user } = context.site;
    const everything = await users.getSelf({}, admin);
    const twin = await user(everything.Methods, everything.Modules);
    for (const call of [users.rotateToken({ id: everything.Id }, twin.caller), users.deleteBackupToken({ id: everything.Id }, twin.caller)]) {
      expect(await refusal(call)).toMatchObject({ status: 400, problems: [{ path: 'id' }] });
    }
    expect(await users.rotateToken({ id: everything.Id }, admin)).toEqual({ Token: expect.any(String) });
  });

  it('is refused for a user without methods', async () => {
    const { users, admin, user } = context.site;
    expect(await refusal(users.rotateToken({ id: (await user([], [])).id }, admin))).toMatchObject({ status: 400, problems: [{ path: 'id' }] });
  });

  it.each([
    ['ExpiresAt', { ExpiresAt: '2029-12-31T23:59:59Z' }],
    ['ExpiresAt', { ExpiresAt: 'tomorrow' }],
    ['AllowedCidrs.0', { AllowedCidrs: ['192.0.2.0/33'] }],
    ['Name', { Name: 'two\nlines' }],
  ])('is refused with a wrong %s', async (path, body) => {
    const { users, admin, user } = context.site;
    const { id } = await user(['GET'], []);
    expect(await refusal(users.rotateToken({ id, body }, admin))).toMatchObject({ status: 400, problems: [{ path }] });
  });

  it('never lets the administrator expire or be shut out', async () => {
    const { users, admin } = context.site;
    const { Id: id } = await users.getSelf({}, admin);
    const here = { ...admin, address: '192.0.2.9' };
    expect(await refusal(users.rotateToken({ id, body: { ExpiresAt: '2031-01-01T00:00:00Z' } }, here))).toMatchObject({ problems: [{ path: 'ExpiresAt' }] });
    expect(await refusal(users.rotateToken({ id, body: { AllowedCidrs: ['198.51.100.0/24'] } }, here))).toMatchObject({ problems: [{ path: 'AllowedCidrs' }] });
    const { Token } = await users.rotateToken({ id, body: { AllowedCidrs: ['192.0.2.0/24'] } }, here);
    expect(await users.getSelf({}, { ...here, token: Token })).toMatchObject({ Id: id });
  });
});

describe('deleting the backup token', () => {
  it('revokes it at once and leaves the primary', async () => {
    const { users, admin, user } = context.site;
    const { id, caller } = await user(['GET'], []);
    const { Token } = await users.rotateToken({ id }, admin);
    expect(await users.deleteBackupToken({ id }, admin)).toBeNull();
    expect(await refusal(users.getSelf({}, caller))).toMatchObject({ message: 'Invalid user' });
    expect(await users.getSelf({}, { ...caller, token: Token })).toMatchObject({ Id: id });
    expect(await refusal(users.deleteBackupToken({ id }, admin))).toMatchObject({ status: 404 });
  });

  it('is refused to the token itself', async () => {
    const { users, admin, user } = context.site;
    const { id, caller } = await user(['GET', 'DELETE'], ['EDIT_USER']);
    await users.rotateToken({ id }, admin);
    expect(await refusal(users.deleteBackupToken({ id }, caller))).toMatchObject({ status: 400 });
  });

  it("does not find another customer's user", async () => {
    const { users, admin, otherAdmin, user } = context.site;
    const { id } = await user(['GET'], []);
    await users.rotateToken({ id }, admin);
    expect(await refusal(users.deleteBackupToken({ id }, otherAdmin))).toMatchObject({ status: 404 });
    expect(await refusal(users.rotateToken({ id }, otherAdmin))).toMatchObject({ status: 404 });
    expect(await users.listTokens({ id }, otherAdmin)).toEqual([]);
  });
});

describe('a token that ends', () => {
  it('works until the very moment and not at it', async () => {
    const { users, admin, user } = context.site;
    const { id, caller } = await user(['GET'], []);
    const { Token } = await users.rotateToken({ id, body: { ExpiresAt: new Date(now + 1000).toISOString() } }, admin);
    const ending = { ...caller, token: Token };
    now += 999;
    expect(await users.getSelf({}, ending)).toMatchObject({ Id: id });
    now += 1;
    expect(await refusal(users.getSelf({}, ending))).toMatchObject({ status: 403, message: 'Invalid user' });
    expect(await users.getSelf({}, caller)).toMatchObject({ Id: id });
  });
});
