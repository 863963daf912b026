import { describe, expect, it } from 'vitest';
import { freshSite, newcomer, refusal } from './site.fixture.ts';
import { openUsersService } from './users-service.fixture.ts';

const context = freshSite();

const adminOf = {
  ActorEmail: 'admin@0001.example.com',
  ActorId: 1,
  Address: '192.0.2.7',
  At: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  Count: 1,
  Detail: null,
  Id: expect.any(Number),
  TokenName: null,
};

/** The newest events first, as the administrator of 0001 reads them. */
const log = async (filter: Parameters<typeof context.site.users.listAccessEvents>[0] = {}) =>
  (await context.site.users.listAccessEvents(filter, context.site.admin)).Events;

describe('the access log', () => {
  it('tells a life from creation to deletion: who, whom, before, after, from where', async () => {
    const { users, admin } = context.site;
    const here = { ...admin, address: '192.0.2.7' };
    const created = await users.createUser({ body: { ...newcomer, Methods: ['GET'], Modules: ['DASHBOARD'] } }, here);
    const id = created.CustomerUserId;
    await users.updateUser({ id, body: { ...newcomer, LastName: 'Lovelace', City: 'London' } }, here);
    await users.setPermissions({ id, body: { Methods: ['GET', 'PUT'], Modules: [], Version: 1 } }, here);
    await users.rotateToken({ id, body: { Name: 'deploy', AllowedCidrs: ['192.0.2.0/24'] } }, here);
    await users.deleteBackupToken({ id }, here);
    await users.deleteUser({ id }, here);

    const ada = { SubjectEmail: 'ada@example.com', SubjectId: id };
    const plain = { AllowedCidrs: [], ExpiresAt: null, Name: null };
    const named = { AllowedCidrs: ['192.0.2.0/24'], ExpiresAt: null, Name: 'deploy' };
    const profile = { Email: 'ada@example.com', FirstName: 'Ada', LastName: 'Byron' };
    const events = (await log()).toReversed();
    expect(events).toEqual([
      { ...adminOf, ...ada, Kind: 'USER_CREATED', Before: null, After: { ...profile, Methods: ['GET'], Modules: ['DASHBOARD'], Version: 1 } },
      { ...adminOf, ...ada, Kind: 'TOKEN_ISSUED', Before: null, After: plain },
      { ...adminOf, ...ada, Kind: 'USER_UPDATED', Before: { City: null, LastName: 'Byron' }, After: { City: 'London', LastName: 'Lovelace' } },
      {
        ...adminOf,
        ...ada,
        Kind: 'PERMISSIONS_SAVED',
        Before: { Methods: ['GET'], Modules: ['DASHBOARD'], Version: 1 },
        After: { Methods: ['GET', 'PUT'], Modules: [], Version: 2 },
      },
      { ...adminOf, ...ada, Kind: 'TOKEN_ROTATED', Before: plain, After: named },
      { ...adminOf, ...ada, Kind: 'TOKEN_BACKUP_DELETED', Before: plain, After: null },
      {
        ...adminOf,
        ...ada,
        Kind: 'USER_DELETED',
        Before: { ...profile, City: 'London', LastName: 'Lovelace', Methods: ['GET', 'PUT'], Modules: [], Version: 2 },
        After: null,
      },
    ]);
  });

  it('holds no token', async () => {
    const { users, db, admin, user } = context.site;
    const { id, caller } = await user([], []);
    const { Token } = await users.setPermissions({ id, body: { Methods: ['GET'], Modules: [], Version: 1 } }, admin);
    const rotated = await users.rotateToken({ id }, admin);
    await refusal(users.listUsers({}, { ...caller, token: rotated.Token }));
    await log();
    const rows = JSON.stringify(await db.selectFrom('accessEvents').selectAll().execute());
    const hashes = (await db.selectFrom('tokens').select('hash').execute()).map(({ hash }) => hash);
    for (const secret of [Token ?? '', rotated.Token, admin.token, ...hashes]) expect(rows).not.toContain(secret);
  });

  it('has nothing of a change that was refused', async () => {
    const { users, admin, user } = context.site;
    const { id } = await user(['GET'], []);
    await refusal(users.setPermissions({ id, body: { Methods: [], Modules: [], Version: 7 } }, admin));
    await refusal(users.updateUser({ id, body: { ...newcomer, Email: 'admin@0002.example.com' } }, admin));
    expect(await log()).toEqual([]);
  });

  it('names the token that was used', async () => {
    const { users, admin, user } = context.site;
    const { Id: id } = await users.getSelf({}, admin);
    const { Token } = await users.rotateToken({ id, body: { Name: 'laptop' } }, admin);
    await users.deleteUser({ id: (await user([], [])).id }, { ...admin, token: Token });
    expect(await log({ limit: 1 })).toMatchObject([{ Kind: 'USER_DELETED', TokenName: 'laptop' }]);
  });

  it('is read page by page, by kind, by user and by day', async () => {
    const { users, admin, user } = context.site;
    const [one, two] = [await user([], []), await user([], [])];
    for (const { id } of [one, two]) await users.setPermissions({ id, body: { Methods: ['GET'], Modules: [], Version: 1 } }, admin);
    const first = await users.listAccessEvents({ limit: 3 }, admin);
    const rest = await users.listAccessEvents({ limit: 3, before: first.Next ?? 0 }, admin);
    expect(first.Events).toHaveLength(3);
    expect(rest).toMatchObject({ Events: [{ Kind: 'PERMISSIONS_SAVED', SubjectId: one.id }], Next: null });
    expect((await log({ kind: 'TOKEN_ISSUED,USER_DELETED' })).map(({ SubjectId }) => SubjectId)).toEqual([two.id, one.id]);
    expect((await log({ userid: two.id, kind: ['PERMISSIONS_SAVED'] })).map(({ SubjectId }) => SubjectId)).toEqual([two.id]);
    expect(await log({ enddate: '2020-01-01' })).toEqual([]);
    expect(await log({ begindate: '2020-01-01' })).toHaveLength(4);
  });

  it.each([{ limit: 0 }, { limit: 1001 }, { kind: 'RUMOUR' }, { begindate: 'yesterday' }])('refuses %o', async (filter) => {
    const { users, admin } = context.site;
    expect(await refusal(users.listAccessEvents(filter, admin))).toMatchObject({ status: 400, problems: [{ path: expect.stringContaining(Object.keys(filter)[0] ?? '') }] });
  });

  it("is the customer's own, under ACCESS_LOG", async () => {
    const { users, admin, otherAdmin, user } = context.site;
    await users.createUser({ body: newcomer }, admin);
    expect(await users.listAccessEvents({}, otherAdmin)).toEqual({ Events: [], Next: null });
    expect(await refusal(users.listAccessEvents({}, (await user(['GET'], ['VIEW_USERS'])).caller))).toMatchObject({ status: 403 });
    expect((await users.listAccessEvents({}, (await user(['GET'], ['ACCESS_LOG'])).caller)).Events).not.toEqual([]);
  });
});

describe('a denial', () => {
  it('is recorded with route, reason and address', async () => {
    const { users, user } = context.site;
    const { id, caller } = await user(['GET'], ['DASHBOARD']);
    await refusal(users.listUsers({}, { ...caller, address: '192.0.2.7' }));
    expect(await log()).toMatchObject([
      { Kind: 'DENIED', ActorId: id, ActorEmail: 'user-1@example.com', Address: '192.0.2.7', Count: 1, Detail: 'GET /v2/mcc/customers/{AN}/users: needs GET on VIEW_USERS' },
    ]);
  });

  it("tells of another customer's account without its number", async () => {
    const { users, user } = context.site;
    const { caller } = await user(['GET'], ['VIEW_USERS']);
    await refusal(users.listUsers({}, { ...caller, accountNumber: '0002' }));
    expect(await log()).toMatchObject([{ Detail: "GET /v2/mcc/customers/{AN}/users: the account is another customer's" }]);
    expect((await users.listAccessEvents({}, context.site.otherAdmin)).Events).toEqual([]);
  });

  it('of a token from a wrong address is recorded', async () => {
    const { users, admin, user } = context.site;
    const { id, caller } = await user(['GET'], []);
    const { Token } = await users.rotateToken({ id, body: { Name: 'office', AllowedCidrs: ['192.0.2.0/24'] } }, admin);
    await refusal(users.getSelf({}, { ...caller, token: Token, address: '203.0.113.5' }));
    expect(await log({ kind: 'DENIED' })).toMatchObject([
      { ActorId: id, TokenName: 'office', Address: '203.0.113.5', Detail: 'the token may not be used from this address' },
    ]);
  });

  it('of a hammering client is told five times a minute at each place, and the rest counted', async () => {
    const { users, access, path, user } = context.site;
    const [hammering, other] = [await user(['GET'], []), await user(['GET'], [])];
    for (let count = 0; count < 100; count++) await refusal(users.listUsers({}, hammering.caller));
    await refusal(users.getUser({ id: 1 }, hammering.caller));
    await refusal(users.listUsers({}, other.caller));
    expect(await log()).toHaveLength(7);
    await access.close();
    const service = await openUsersService(path);
    const { Events: events } = await service.users.listAccessEvents({}, context.site.admin);
    await service.close();
    expect(events).toHaveLength(8);
    expect(events[0]).toMatchObject({ ActorId: hammering.id, Count: 95, Detail: 'GET /v2/mcc/customers/{AN}/users: needs GET on VIEW_USERS' });
  });

  it('of a token that nobody has is in no log', async () => {
    const { users, admin } = context.site;
    await refusal(users.listUsers({}, { ...admin, token: '12345678-1234-1234-1234-1234567890ab' }));
    expect(await log()).toEqual([]);
  });
});
