import { describe, expect, it, vi } from 'vitest';
import { freshSite, refusal } from './site.fixture.ts';

const context = freshSite();

describe('whoever watches what tokens may do', () => {
  it('is told soon after each change of permissions and tokens, and finds the token revoked then', async () => {
    const { users, admin, user, notices } = context.site;
    const { id, caller } = await user(['GET'], ['DASHBOARD']);
    const found: Promise<unknown>[] = [];
    const end = notices.subscribe('access', () => found.push(users.getSelf({}, caller).then(() => 'valid', ({ message }: Error) => message)));
    await users.rotateToken({ id }, admin);
    await vi.waitFor(() => expect(found).toHaveLength(1));
    await users.deleteBackupToken({ id }, admin);
    await vi.waitFor(() => expect(found).toHaveLength(2));
    await users.setPermissions({ id, body: { Methods: [], Modules: [], Version: 1 } }, admin);
    await vi.waitFor(() => expect(found).toHaveLength(3));
    await users.deleteUser({ id }, admin);
    await vi.waitFor(() => expect(found).toHaveLength(4));
    expect(await Promise.all(found)).toEqual(['valid', 'Invalid user', 'Invalid user', 'Invalid user']);
    end();
  });

  it('is told nothing of a change that is refused', async () => {
    const { users, admin, user, notices } = context.site;
    const { id } = await user(['GET'], ['DASHBOARD']);
    const told = vi.fn<() => void>();
    const end = notices.subscribe('access', told);
    expect(await refusal(users.setPermissions({ id, body: { Methods: [], Modules: [], Version: 9 } }, admin))).toMatchObject({ status: 409 });
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(told).not.toHaveBeenCalled();
    end();
  });
});
