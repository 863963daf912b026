import { viewerOver } from '@edgegraph/rest/viewer.ts';
import { describe, expect, it } from 'vitest';
import { updateCustomer } from '../database/queries/customers.ts';
import { savePermissions } from '../database/queries/permissions.ts';
import { findTokenOwner } from '../database/queries/tokens.ts';
import { deleteUser } from '../database/queries/users.ts';
import { openDatabase } from '../database/sqlite.ts';
import { createAccess } from './access.ts';
import { freshSite, refusal } from './users/site.fixture.ts';

const context = freshSite();

describe("a user's modules", () => {
  it('count as far as the customer has them, with all above them', async () => {
    const { db, users, user } = context.site;
    const { caller } = await user(['GET'], ['PURGE_LOAD', 'RULES', 'DASHBOARD']);
    await updateCustomer(db, '0001', { modules: ['CONTENT', 'PURGE_LOAD', 'RULES'] });
    expect(await users.getSelf({}, caller)).toMatchObject({ Modules: ['CONTENT', 'PURGE_LOAD'] });
    await updateCustomer(db, '0001', { modules: ['DASHBOARD'] });
    expect(await users.getSelf({}, caller)).toMatchObject({ Modules: ['DASHBOARD'] });
  });
});

describe('a customer', () => {
  it.each(['active', 'trial'] as const)('that is %s uses all it has', async (status) => {
    const { db, users, user } = context.site;
    const { caller } = await user(['GET'], ['VIEW_USERS', 'CORE_REPORTS']);
    await updateCustomer(db, '0001', { status });
    expect(await users.listUsers({}, caller)).toHaveLength(2);
  });

  it('that is suspended keeps its core reports and the look at itself', async () => {
    const { db, users, admin, user } = context.site;
    const { caller } = await user(['GET'], ['VIEW_USERS', 'CORE_REPORTS', 'CUSTOM_REPORTS']);
    await updateCustomer(db, '0001', { status: 'suspended' });
    for (const each of [caller, admin]) {
      expect(await users.getSelf({}, each)).toMatchObject({ Modules: ['REPORTS', 'CORE_REPORTS'] });
      expect(await refusal(users.listUsers({}, each))).toMatchObject({ status: 403, message: 'Access Denied' });
    }
    await updateCustomer(db, '0001', { status: 'active' });
    expect(await users.listUsers({}, caller)).toHaveLength(2);
  });

  it('that is inactive may not call anything, and its tokens are nobody to the graph', async () => {
    const { db, users, call, admin, otherAdmin } = context.site;
    await updateCustomer(db, '0001', { status: 'inactive' });
    expect(await refusal(users.getSelf({}, admin))).toMatchObject({ status: 400, message: expect.stringContaining('inactive') });
    expect(await viewerOver(call)(admin.token)).toBeNull();
    expect(await viewerOver(call)(otherAdmin.token)).toMatchObject({ accountNumber: '0002' });
  });
});

describe('a token bound to addresses', () => {
  it('is nobody from elsewhere, and from nowhere known', async () => {
    const { users, admin, user } = context.site;
    const { id, caller } = await user(['GET'], []);
    const { Token } = await users.rotateToken({ id, body: { AllowedCidrs: ['192.0.2.0/24'] } }, admin);
    const from = (address?: string) => users.getSelf({}, { ...caller, token: Token, address });
    expect(await from('192.0.2.77')).toMatchObject({ Id: id });
    for (const address of ['192.0.3.1', undefined]) expect(await refusal(from(address))).toMatchObject({ status: 403, message: 'Invalid user' });
  });

  it('is the same to the graph', async () => {
    const { users, call, admin, user } = context.site;
    const { id } = await user(['GET'], []);
    const { Token } = await users.rotateToken({ id, body: { AllowedCidrs: ['2001:db8::/32'] } }, admin);
    expect(await viewerOver(call)(Token, '2001:db8::1')).toMatchObject({ userId: id, address: '2001:db8::1' });
    expect(await viewerOver(call)(Token, '192.0.2.1')).toBeNull();
    expect(await viewerOver(call)(Token)).toBeNull();
  });
});

describe('what is known of a token', () => {
  it('is read once until something is committed', async () => {
    const { db, admin, user } = context.site;
    const { caller } = await user(['GET'], []);
    let mark = 0;
    let reads = 0;
    const counting = db.withPlugin({
      transformQuery: ({ node }) => {
        reads += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const uses = { db: counting, commits: { mark: () => mark }, report: () => {}, clock: Date.now };
    const { findViewer } = createAccess(uses);
    await Promise.all([findViewer(admin.token), findViewer(admin.token.toUpperCase()), findViewer(caller.token)]);
    await findViewer(admin.token);
    expect(reads).toBe(2);
    mark += 1;
    await findViewer(admin.token);
    expect(reads).toBe(3);
  });

  it('does not outlive what another process commits', async () => {
    const { path, users, user } = context.site;
    const [saved, deleted] = [await user(['GET'], ['VIEW_USERS']), await user(['GET'], [])];
    for (const { caller } of [saved, deleted]) await users.getSelf({}, caller);
    // What another process is to SQLite: another connection.
    const other = await openDatabase(path);
    const owner = await findTokenOwner(other, saved.caller.token);
    const savedBy = { id: saved.id, login: owner?.login ?? '' };
    await savePermissions(other, { accountNumber: '0001', userId: saved.id, expectedVersion: 1, methods: ['GET'], modules: [], savedBy });
    expect(await refusal(users.listUsers({}, saved.caller))).toMatchObject({ message: 'Access Denied' });
    await deleteUser(other, '0001', deleted.id);
    expect(await refusal(users.getSelf({}, deleted.caller))).toMatchObject({ message: 'Invalid user' });
    await other.destroy();
  });

  it('is not kept for tokens that nobody has', async () => {
    const { users, admin } = context.site;
    const token = '12345678-1234-1234-1234-1234567890ab';
    for (let attempt = 0; attempt < 2; attempt++) expect(await refusal(users.getSelf({}, { ...admin, token }))).toMatchObject({ message: 'Invalid user' });
  });
});

describe('the last use of a token', () => {
  it('is noted off the path of the request', async () => {
    const { users, access, admin, user } = context.site;
    const { id, caller } = await user(['GET'], []);
    const { Token } = await users.rotateToken({ id }, admin);
    await users.getSelf({}, { ...caller, token: Token });
    expect((await users.listTokens({ id }, admin)).map(({ LastUsedAt }) => LastUsedAt)).toEqual([null, null]);
    await access.flush();
    expect((await users.listTokens({ id }, admin)).map(({ LastUsedAt }) => LastUsedAt)).toEqual([expect.stringMatching(/Z$/), null]);
  });
});
