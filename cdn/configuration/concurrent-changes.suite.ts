import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findConfigVersion, listConfigVersions } from '../database/queries/config-versions.ts';
import { createCustomer } from '../database/queries/customers.ts';
import { addUser } from '../database/queries/fresh-database.fixture.ts';
import { listTokenDirectories } from '../database/queries/token-directories.ts';
import type { Store } from '../database/store.ts';
import { changeConfiguration } from './change.ts';
import { createDraft, deleteDraft } from './drafts.ts';
import { snapshot } from './snapshot.ts';

/** What a database that several processes share promises; `open` gives a fresh one, open here, and its place for other processes. */
export const concurrentChangesSuite = (open: () => Promise<{ readonly store: Store; readonly place: string }>) =>
  describe('changes that several processes make at the same time', () => {
    it('are all made, one after the other, and each is a version', async () => {
      const { store, place } = await open();
      await createCustomer(store.db, { accountNumber: '0001', name: 'Customer', status: 'active', modules: [] });
      const { user } = await addUser(store.db, { accountNumber: '0001' });
      const shares = ['a', 'b', 'c'].map((process) => Array.from({ length: 15 }, (_, index) => `/${process}${index}`));
      const script = join(import.meta.dirname, 'add-directories.process.ts');
      const processes = shares.map((share) => spawn(process.execPath, [script, place, String(user.id), ...share], { stdio: ['ignore', 'inherit', 'inherit'] }));
      expect(await Promise.all(processes.map((each) => once(each, 'exit')))).toEqual(shares.map(() => [0, null]));
      expect((await listTokenDirectories(store.db, '0001')).map(({ directory }) => directory).toSorted()).toEqual(shares.flat().toSorted());
      const versions = (await listConfigVersions(store.db, '0001', { limit: 100 })).reverse();
      expect(versions.map(({ number, basedOn }) => [number, basedOn])).toEqual(Array.from({ length: 46 }, (_, index) => [index + 1, index === 0 ? null : index]));
      const sequences = versions.slice(1).map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((a, b) => Number(a) - Number(b)));
      await store.close();
    });

    it('do not discard a draft that is being activated', async () => {
      const { store } = await open();
      const accountNumber = '0002';
      await createCustomer(store.db, { accountNumber, name: 'Customer', status: 'active', modules: [] });
      const { user } = await addUser(store.db, { accountNumber, login: 'grace@example.com' });
      const viewer = { accountNumber, userId: user.id, login: user.login, methods: new Set<never>(), modules: new Set<never>() };
      const draft = await createDraft(store.db, viewer, await snapshot(store.db, accountNumber), null);
      const settings = { domain: 'cdn.example.net', privateOrigins: false };
      let discarding: Promise<unknown> = Promise.resolve();
      await changeConfiguration({ ...store, settings }, viewer, {}, async ({ isOf }) => {
        isOf({ draft });
        discarding = deleteDraft(store.db, accountNumber, draft).catch((error: unknown) => error);
        // Long enough for a deletion that does not wait.
        await Promise.race([discarding, setTimeout(300)]);
      });
      expect(await discarding).toMatchObject({ status: 404 });
      expect(await findConfigVersion(store.db, accountNumber, draft)).toMatchObject({ state: 'activated' });
      await store.close();
    });
  });
