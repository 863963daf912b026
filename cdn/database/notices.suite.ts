import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCustomer } from './queries/customers.ts';
import type { Store } from './store.ts';
import type { Database } from './tables.ts';
import { inTransaction } from './transaction.ts';

/** What notices promise within a process, for any empty store that `open` opens. */
export const noticesSuite = (open: () => Promise<Store>) =>
  describe('a notice', () => {
    let store: Store;
    beforeEach(async () => void (store = await open()));
    afterEach(() => store.close());

    const add = (db: Database, accountNumber: string) => createCustomer(db, { accountNumber, name: 'New', status: 'active', modules: [] });
    const accountNumbers = async (db: Database) => (await db.selectFrom('customers').select('accountNumber').execute()).map((row) => row.accountNumber);
    const publish = (db: Database) => store.notices.publish(db, 'fleet');

    it('is told after the commit, so that the listener finds what was written', async () => {
      const found = new Promise<string[]>((resolve) => {
        store.notices.subscribe('fleet', () => resolve(accountNumbers(store.db)));
      });
      await inTransaction(store.db, async (transaction) => {
        await publish(transaction);
        await add(transaction, '0001');
      });
      expect(await found).toEqual(['0001']);
    });

    it('is not told before the commit', async () => {
      const listener = vi.fn<() => void>();
      store.notices.subscribe('fleet', listener);
      await inTransaction(store.db, async (transaction) => {
        await publish(transaction);
        await add(transaction, '0001');
        await new Promise(setImmediate);
        expect(listener).not.toHaveBeenCalled();
      });
      await vi.waitFor(() => expect(listener).toHaveBeenCalledOnce());
    });

    it('is not told of a transaction that was rolled back', async () => {
      const listener = vi.fn<() => void>();
      store.notices.subscribe('fleet', listener);
      const failing = inTransaction(store.db, async (transaction) => {
        await publish(transaction);
        throw new Error('Changed my mind');
      });
      await expect(failing).rejects.toThrow('Changed my mind');
      await inTransaction(store.db, (transaction) => add(transaction, '0001'));
      await new Promise(setImmediate);
      expect(listener).not.toHaveBeenCalled();
      await inTransaction(store.db, publish);
      await vi.waitFor(() => expect(listener).toHaveBeenCalledOnce());
    });

    it('is told without a transaction, too', async () => {
      const listener = vi.fn<() => void>();
      store.notices.subscribe('fleet', listener);
      await publish(store.db);
      await vi.waitFor(() => expect(listener).toHaveBeenCalledOnce());
    });

    it('is told to each listener until it unsubscribes', async () => {
      const [ended, kept] = [vi.fn<() => void>(), vi.fn<() => void>()];
      const end = store.notices.subscribe('fleet', ended);
      store.notices.subscribe('fleet', kept);
      await inTransaction(store.db, publish);
      await vi.waitFor(() => expect(kept).toHaveBeenCalledOnce());
      expect(ended).toHaveBeenCalledOnce();
      end();
      await inTransaction(store.db, publish);
      await vi.waitFor(() => expect(kept).toHaveBeenCalledTimes(2));
      expect(ended).toHaveBeenCalledOnce();
    });
  });
