import { describe, expect, it } from 'vitest';
import { inTransaction } from '../transaction.ts';
import {
  type NewAcknowledgement,
  acknowledge,
  appendEntry,
  entriesFor,
  isAwaited,
  journalHead,
  latestConfiguration,
  listAcknowledgements,
  listJobAcknowledgements,
  pruneJournal,
  recordConfigurationProblem,
  recordSent,
} from './fleet-journal.ts';
import { addEdge, freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';

const done: Omit<NewAcknowledgement, 'sequence'> = { at: '2026-01-31T09:00:00.000Z', objects: 3, remaining: 0, loads: [], problem: null };

export const fleetJournalSuite = (open: OpenDatabase) =>
  describe('the journal of the fleet', () => {
    const store = freshDatabase(open);
    const configure = (accountNumber = '0001') => appendEntry(store.db, { kind: 'configure', accountNumber });
    const purge = (pops?: readonly string[]) => appendEntry(store.db, { kind: 'purge', accountNumber: '0001', jobId: 'a', content: [], pops });
    const entries = async (edge: string, after = 0, upTo = 100, limit = 100) =>
      (await entriesFor(store.db, { edge, after, upTo, limit })).map(({ sequence }) => sequence);

    it('numbers its entries in their order', async () => {
      expect(await journalHead(store.db)).toBe(0);
      expect([await configure(), await configure('0002'), await configure()]).toEqual([1, 2, 3]);
      expect(await journalHead(store.db)).toBe(3);
      expect(await latestConfiguration(store.db, '0001')).toMatchObject({ sequence: 3, kind: 'configure', content: null });
    });

    it('takes a number back with the transaction that took it', async () => {
      const failed = inTransaction(store.db, async (transaction) => {
        await appendEntry(transaction, { kind: 'configure', accountNumber: '0001' });
        throw new Error('rolled back');
      });
      await expect(failed).rejects.toThrow('rolled back');
      expect(await configure()).toBe(1);
    });

    it('numbers what transactions append at the same time one by one', async () => {
      const appended = await Promise.all(
        Array.from({ length: 20 }, () => inTransaction(store.db, (transaction) => appendEntry(transaction, { kind: 'configure', accountNumber: '0001' }))),
      );
      expect(appended.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    it('gives an edge the configurations, and what it is awaited to do, behind its cursor', async () => {
      await addEdge(store.db, 'edge-1');
      await configure();
      await purge();
      await addEdge(store.db, 'edge-2');
      await configure('0002');
      expect(await entries('edge-1')).toEqual([1, 2, 3]);
      expect(await entries('edge-2')).toEqual([1, 3]);
      expect(await entries('edge-1', 1, 2)).toEqual([2]);
      expect(await entries('edge-1', 0, 100, 2)).toEqual([1, 2]);
      await acknowledge(store.db, 'edge-1', { ...done, sequence: 2 });
      expect(await entries('edge-1')).toEqual([1, 3]);
    });

    it('awaits the edges of the POPs that an entry is for', async () => {
      await addEdge(store.db, 'in-lax', { pop: 'LAX' });
      await addEdge(store.db, 'in-fra', { pop: 'FRA' });
      const sequence = await purge(['FRA', 'AMS']);
      expect(await listAcknowledgements(store.db, sequence)).toMatchObject([{ edge: 'in-fra', pop: 'FRA', sentAt: null, at: null }]);
      expect(await isAwaited(store.db, await purge(['SYD']))).toBe(false);
    });

    it('awaits each edge until it has acknowledged, and takes an acknowledgement once', async () => {
      await addEdge(store.db, 'edge-1');
      await addEdge(store.db, 'edge-2');
      const sequence = await purge();
      expect(await acknowledge(store.db, 'edge-1', { ...done, sequence })).toBe(true);
      expect(await isAwaited(store.db, sequence)).toBe(true);
      expect(await acknowledge(store.db, 'edge-1', { ...done, sequence, objects: 0 })).toBe(false);
      expect(await acknowledge(store.db, 'stranger', { ...done, sequence })).toBe(false);
      const loads = [{ status: 200, bytes: 7, stored: true, problem: null }];
      expect(await acknowledge(store.db, 'edge-2', { ...done, sequence, loads })).toBe(true);
      expect(await isAwaited(store.db, sequence)).toBe(false);
      expect(await listAcknowledgements(store.db, sequence)).toMatchObject([
        { edge: 'edge-1', at: done.at, objects: 3, bytes: 0 },
        { edge: 'edge-2', at: done.at, bytes: 7, loads },
      ]);
    });

    it('tells what edges said of jobs, entry by entry', async () => {
      await addEdge(store.db, 'edge-1');
      const first = await purge();
      const load = await appendEntry(store.db, { kind: 'load', accountNumber: '0001', jobId: 'a', content: [] });
      await appendEntry(store.db, { kind: 'purge', accountNumber: '0001', jobId: 'b', content: [] });
      await acknowledge(store.db, 'edge-1', { ...done, sequence: first });
      expect(await listJobAcknowledgements(store.db, ['a'])).toMatchObject([
        { jobId: 'a', kind: 'purge', sequence: first, at: done.at, objects: 3 },
        { jobId: 'a', kind: 'load', sequence: load, at: null },
      ]);
      expect(await listJobAcknowledgements(store.db, [])).toEqual([]);
    });

    it('keeps of old entries the latest configuration of each customer, and what jobs are about', async () => {
      await addEdge(store.db, 'edge-1');
      for (const accountNumber of ['0001', '0002', '0001']) await configure(accountNumber);
      const kept = await purge();
      for (const kind of ['check', 'count'] as const) await appendEntry(store.db, { kind, accountNumber: '0001', content: [] });
      await pruneJournal(store.db, '2000');
      expect(await entries('edge-1')).toEqual([1, 2, 3, 4, 5, 6]);
      await pruneJournal(store.db, '9999');
      expect(await entries('edge-1')).toEqual([2, 3, kept]);
    });

    it('keeps when an entry was sent', async () => {
      await addEdge(store.db, 'edge-1');
      const sequence = await purge();
      await recordSent(store.db, 'edge-1', sequence, '2026-01-01T00:00:00.000Z');
      await recordSent(store.db, 'edge-1', sequence, '2026-01-02T00:00:00.000Z');
      expect(await listAcknowledgements(store.db, sequence)).toMatchObject([{ sentAt: '2026-01-01T00:00:00.000Z' }]);
    });

    it('keeps the problem that an edge had with a configuration, and of nothing else', async () => {
      const sequence = await configure();
      await recordConfigurationProblem(store.db, 'edge-1', 'LAX', sequence, 'www: no origin');
      await recordConfigurationProblem(store.db, 'edge-1', 'LAX', sequence, 'www: no such file');
      await recordConfigurationProblem(store.db, 'edge-1', 'LAX', await purge(), 'not of a configuration');
      await recordConfigurationProblem(store.db, 'edge-1', 'LAX', 99, 'of nothing');
      expect(await listAcknowledgements(store.db, sequence)).toMatchObject([{ edge: 'edge-1', problem: 'www: no such file' }]);
      expect(await listAcknowledgements(store.db, 2)).toEqual([]);
    });
  });
