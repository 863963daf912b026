import { describe, expect, it } from 'vitest';
import { inTransaction } from '../transaction.ts';
import { type NewAccessEvent, appendAccessEvents, deleteAccessEventsBefore, listAccessEvents } from './access-events.ts';
import { freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';

const event: NewAccessEvent = {
  accountNumber: '0001',
  kind: 'USER_CREATED',
  actorUserId: 1,
  actorLogin: 'admin@example.com',
  tokenName: 'laptop',
  address: '192.0.2.1',
};

export const accessEventsSuite = (open: OpenDatabase) =>
  describe('the access log', () => {
    const store = freshDatabase(open);
    const list = async (filter: Partial<Parameters<typeof listAccessEvents>[2]> = {}) =>
      (await listAccessEvents(store.db, '0001', { limit: 100, ...filter })).map(({ detail }) => detail);

    it('tells an event as it was written, with the time', async () => {
      const told = { subjectUserId: 7, subjectLogin: 'ada@example.com', stateBefore: { Methods: [] }, stateAfter: { Methods: ['GET'] } };
      await appendAccessEvents(store.db, [{ ...event, ...told, detail: 'Seen', count: 3 }]);
      expect(await listAccessEvents(store.db, '0001', { limit: 1 })).toEqual([
        { ...event, ...told, detail: 'Seen', count: 3, id: expect.any(Number), at: expect.stringMatching(/^\d{4}-.*Z$/) },
      ]);
    });

    it('takes what is left out for unknown, and for one event', async () => {
      await appendAccessEvents(store.db, [event]);
      expect(await listAccessEvents(store.db, '0001', { limit: 1 })).toMatchObject([
        { subjectUserId: null, subjectLogin: null, stateBefore: null, stateAfter: null, detail: null, count: 1 },
      ]);
    });

    it("lists a customer's own events, the newest first, page by page", async () => {
      for (const detail of ['1', '2', '3', '4', '5']) await appendAccessEvents(store.db, [{ ...event, detail }]);
      await appendAccessEvents(store.db, [{ ...event, accountNumber: '0002', detail: 'theirs' }]);
      expect(await list()).toEqual(['5', '4', '3', '2', '1']);
      const page = await listAccessEvents(store.db, '0001', { limit: 2 });
      expect(page.map(({ detail }) => detail)).toEqual(['5', '4']);
      expect(await list({ before: page.at(-1)?.id, limit: 2 })).toEqual(['3', '2']);
    });

    it('narrows to kinds, and to what a user did or was done', async () => {
      await appendAccessEvents(store.db, [
        { ...event, detail: 'done by 1 to 7', subjectUserId: 7 },
        { ...event, detail: 'done by 7', actorUserId: 7, kind: 'DENIED' },
        { ...event, detail: 'done by 1', kind: 'DENIED' },
      ]);
      expect(await list({ userId: 7 })).toEqual(['done by 7', 'done by 1 to 7']);
      expect(await list({ kinds: ['DENIED', 'TOKEN_ISSUED'] })).toEqual(['done by 1', 'done by 7']);
      expect(await list({ userId: 7, kinds: ['USER_CREATED'] })).toEqual(['done by 1 to 7']);
    });

    it('narrows to a half-open range of time', async () => {
      await appendAccessEvents(store.db, [{ ...event, detail: 'now' }]);
      const [{ at } = { at: '' }] = await listAccessEvents(store.db, '0001', { limit: 1 });
      expect(await list({ from: at })).toEqual(['now']);
      expect(await list({ to: at })).toEqual([]);
      expect(await list({ from: '2000-01-01T00:00:00.000Z', to: '2999-01-01T00:00:00.000Z' })).toEqual(['now']);
      expect(await list({ from: '2999-01-01T00:00:00.000Z' })).toEqual([]);
    });

    it('keeps nothing of a transaction that fails', async () => {
      const attempt = inTransaction(store.db, async (transaction) => {
        await appendAccessEvents(transaction, [event]);
        throw new Error('Power cut');
      });
      await expect(attempt).rejects.toThrow('Power cut');
      expect(await list()).toEqual([]);
    });

    it('loses what is older than its retention', async () => {
      await appendAccessEvents(store.db, [{ ...event, detail: 'now' }]);
      await deleteAccessEventsBefore(store.db, '2000-01-01T00:00:00.000Z');
      expect(await list()).toEqual(['now']);
      await deleteAccessEventsBefore(store.db, '2999-01-01T00:00:00.000Z');
      expect(await list()).toEqual([]);
    });
  });
