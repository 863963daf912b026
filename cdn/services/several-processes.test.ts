import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Caller } from '@edgegraph/rest/client.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PostgresServer, hasPostgres, startPostgres } from '../database/postgres-server.fixture.ts';
import { openStore } from '../database/postgres.ts';
import { listUsers } from '../database/queries/users.ts';
import { ensureFirstCustomer } from '../first-start.ts';
import { logSettingHandlers } from './mcc/log-settings.ts';
import { newcomer, refusal } from './users/site.fixture.ts';
import { addCustomer, usersServiceOver } from './users/users-service.fixture.ts';

// Takes no events, since no sample is brought.
const noEvents = { append: async () => {}, position: async () => 0, find: async () => null };

type UsersService = ReturnType<typeof usersServiceOver>;

// What another process is to PostgreSQL: another store with connections of its own.
describe.skipIf(!hasPostgres)('two processes on one PostgreSQL database', () => {
  let server: PostgresServer;
  let url: string;
  let here: UsersService;
  let there: UsersService;
  let admin: Caller;
  beforeAll(async () => {
    server = await startPostgres();
    url = await server.createDatabase();
    [here, there] = [usersServiceOver(await openStore(url)), usersServiceOver(await openStore(url))];
    admin = await addCustomer(here.db, '0001');
  });
  afterAll(async () => {
    await Promise.all([here?.close(), there?.close()]);
    await server?.stop();
  });

  let count = 0;
  /** A user who may read itself. */
  const user = async () => {
    const { CustomerUserId: id } = await here.users.createUser({ body: { ...newcomer, Email: `user-${(count += 1)}@example.com` } }, admin);
    const { Token } = await here.users.setPermissions({ id, body: { Methods: ['GET'], Modules: ['VIEW_USERS'], Version: 1 } }, admin);
    return { id, caller: { accountNumber: '0001', token: Token ?? '' } };
  };
  const revoke = (id: number) => here.users.setPermissions({ id, body: { Methods: [], Modules: [], Version: 2 } }, admin);

  it('refuse a token that one of them has revoked: that one from the next request on, the other within a second', async () => {
    const { id, caller } = await user();
    for (const { users } of [here, there]) for (let time = 0; time < 3; time++) await users.getSelf({}, caller);
    await revoke(id);
    expect(await refusal(here.users.getSelf({}, caller))).toMatchObject({ status: 403, message: 'Invalid user' });
    await vi.waitFor(async () => expect(await refusal(there.users.getSelf({}, caller))).toMatchObject({ message: 'Invalid user' }), {
      timeout: 1000,
      interval: 5,
    });
  });

  it('refuse it from the next request on while the other does not hear of changes', async () => {
    const { id, caller } = await user();
    await there.users.getSelf({}, caller);
    const database = new URL(url).pathname.slice(1);
    const maintenance = await server.createDatabase();
    await server.query(maintenance, `alter database ${database} allow_connections false`);
    const listeners = `from pg_stat_activity where datname = '${database}' and application_name = 'edgegraph listener'`;
    await server.query(maintenance, `select pg_terminate_backend(pid, 5000) ${listeners}`);
    await vi.waitFor(() => expect(there.commits.mark()).not.toBe(there.commits.mark()));
    await there.users.getSelf({}, caller);
    await revoke(id);
    expect(await refusal(there.users.getSelf({}, caller))).toMatchObject({ message: 'Invalid user' });
    await server.query(maintenance, `alter database ${database} allow_connections true`);
  });

  it('let one of two saves on the same version through and refuse the other with 409', async () => {
    const { id } = await user();
    for (let Version = 2; Version < 12; Version++) {
      const saves = [here, there].map(({ users }) => users.setPermissions({ id, body: { Methods: ['GET'], Modules: [], Version } }, admin));
      const outcomes = await Promise.allSettled(saves);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const [refused] = outcomes.filter(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: { status: 409, details: { Version: Version + 1 } } });
    }
  });

  it('lose neither of two changes of the log settings that are made at the same time', async () => {
    const viewer: Viewer = { accountNumber: '0001', userId: 1, login: 'ada@example.com', methods: new Set(), modules: new Set() };
    const settings = { domain: 'cdn.example.net', privateOrigins: false };
    const [ours, theirs] = [logSettingHandlers({ ...here, settings }), logSettingHandlers({ ...there, settings })];
    for (let time = 0; time < 20; time++) {
      const [BaseFormat, flag] = [time % 2 === 0 ? 2 : 1, time % 2 === 0 ? 1 : 0] as const;
      const [large, small] = [{ MediaTypeId: 3, IsEnabled: flag }, { MediaTypeId: 8, IsEnabled: flag }] as const;
      await Promise.all([
        ours.setLogFormat({ body: { BaseFormat } }, viewer),
        theirs.setLogFormat({ body: { DateTimeFormat: flag } }, viewer),
        ours.setLogStorage({ body: { MediaTypeStatuses: [large] } }, viewer),
        theirs.setLogStorage({ body: { MediaTypeStatuses: [small] } }, viewer),
      ]);
      expect(await ours.getLogFormat({}, viewer)).toMatchObject({ BaseFormat, DateTimeFormat: flag });
      expect(await ours.getLogStorage({}, viewer)).toMatchObject({ MediaTypeStatuses: expect.arrayContaining([large, small]) });
    }
  });

  it('start for the first time together: one creates the administrator and shows the token, the other starts as usual', async () => {
    const empty = await server.createDatabase();
    const stores = [await openStore(empty), await openStore(empty)];
    const tokens = await Promise.all(stores.map(({ db }) => ensureFirstCustomer(db, noEvents, { withSample: false })));
    expect(tokens.toSorted()).toEqual([expect.any(String), null]);
    for (const { db } of stores) expect(await listUsers(db, '0001')).toMatchObject([{ login: 'admin@example.com' }]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('start together with another ADMIN_TOKEN: one makes it the token, the other finds it there', async () => {
    const database = await server.createDatabase();
    const stores = [await openStore(database), await openStore(database)];
    const start = (adminToken: string) => stores.map(({ db }) => ensureFirstCustomer(db, noEvents, { adminToken, withSample: false }));
    await Promise.all(start('token-0'));
    for (let time = 1; time < 6; time++) {
      const tokens = await Promise.all(start(`token-${time}`));
      expect(tokens.filter((token) => token !== null)).toEqual([`token-${time}`]);
    }
    await Promise.all(stores.map((store) => store.close()));
  });
});
