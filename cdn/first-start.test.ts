import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventSink } from './analytics/store.ts';
import { listAccessEvents } from './database/queries/access-events.ts';
import { findTokenOwner } from './database/queries/tokens.ts';
import { createUser } from './database/queries/users.ts';
import { openDatabase } from './database/sqlite.ts';
import type { Database } from './database/tables.ts';
import { ensureFirstCustomer, firstCustomer } from './first-start.ts';

let db: Database;
beforeEach(async () => {
  db = await openDatabase(':memory:');
});
afterEach(() => db.destroy());

// Takes no events, since no sample is brought.
const sink: EventSink = {
  append: () => Promise.reject(new Error('Nothing is to be appended')),
  position: () => Promise.resolve(0),
  find: () => Promise.resolve(null),
};

const start = (adminToken?: string) => ensureFirstCustomer(db, sink, { adminToken, withSample: false });
const log = async () =>
  (await listAccessEvents(db, firstCustomer, { limit: 10 })).map(({ kind, actorLogin, subjectLogin }) => ({ kind, actorLogin, subjectLogin }));
const byNobody = { actorLogin: null, subjectLogin: 'admin@example.com' };

describe('the first start', () => {
  it('creates an administrator with every permission, and tells it in the access log', async () => {
    const token = await start();
    expect(await findTokenOwner(db, token ?? '')).toMatchObject({ isAdministrator: true, methods: httpMethods, modules, customerStatus: 'active' });
    expect(await log()).toEqual([
      { kind: 'TOKEN_ISSUED', ...byNobody },
      { kind: 'USER_CREATED', ...byNobody },
    ]);
  });

  it('takes the token that it is given', async () => {
    expect(await start('given-token')).toBe('given-token');
    expect(await findTokenOwner(db, 'given-token')).toMatchObject({ isAdministrator: true });
  });
});

describe('a later start', () => {
  it('changes nothing without a token, or with the one there is', async () => {
    await start('given-token');
    for (const token of [undefined, 'given-token']) expect(await start(token)).toBeNull();
    expect(await log()).toHaveLength(2);
  });

  it('makes another token the primary, keeps the old one as the backup, and tells it in the access log', async () => {
    await start('given-token');
    expect(await start('another-token')).toBe('another-token');
    for (const token of ['given-token', 'another-token']) expect(await findTokenOwner(db, token)).toMatchObject({ isAdministrator: true });
    expect((await log())[0]).toEqual({ kind: 'TOKEN_ROTATED', ...byNobody });
  });

  it("refuses another user's token", async () => {
    await start('given-token');
    const user = { accountNumber: firstCustomer, login: 'ada@example.com', firstName: 'Ada', lastName: 'Byron' };
    await createUser(db, { ...user, isAdministrator: false, methods: ['GET'], modules: [], token: 'her-own-token' });
    await expect(start('her-own-token')).rejects.toThrow('ADMIN_TOKEN is the token of another user');
  });
});
