import { describe, expect, it } from 'vitest';
import { inTransaction } from '../transaction.ts';
import {
  type NewContentJob,
  cancelQueuedContentJob,
  completeContentJob,
  contentJobsSize,
  countContentJobs,
  deleteOldContentJobs,
  findContentJob,
  findContentJobByKey,
  listContentJobs,
  queueContentJob,
  queuePositions,
  queuedContentJobs,
  runContentJob,
  runningContentJobs,
  settledSequences,
} from './content-jobs.ts';
import { retireEdges } from './edges.ts';
import { appendEntry, listJobAcknowledgements } from './fleet-journal.ts';
import { addEdge, freshDatabase, newContentJob, type OpenDatabase } from './fresh-database.fixture.ts';

export const contentJobsSuite = (open: OpenDatabase) =>
  describe('purges and loads', () => {
    const store = freshDatabase(open);
    const queue = (job: Partial<NewContentJob> = {}) => queueContentJob(store.db, { ...newContentJob, ...job });

    it('are queued once accepted', async () => {
      const job = await queue();
      expect(job).toEqual({
        ...newContentJob,
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        number: 1,
        size: 1,
        status: 'queued',
        inDate: expect.any(String),
        dispatchedAt: null,
        completeDate: null,
        sequence: null,
      });
      expect(await findContentJob(store.db, '0001', job.id)).toEqual(job);
    });

    it('are found by an id in either case, and by their key', async () => {
      const job = await queue({ idempotencyKey: 'release-17' });
      expect(await findContentJob(store.db, '0001', job.id.toUpperCase())).toEqual(job);
      expect(await findContentJobByKey(store.db, '0001', 'release-17')).toEqual(job);
    });

    it("are out of another customer's reach", async () => {
      const job = await queue({ idempotencyKey: 'release-17' });
      expect(await findContentJob(store.db, '0002', job.id)).toBeNull();
      expect(await findContentJobByKey(store.db, '0002', 'release-17')).toBeNull();
      expect(await cancelQueuedContentJob(store.db, '0002', job.id)).toBeNull();
      expect(await listContentJobs(store.db, '0002', { limit: 10 })).toEqual([]);
    });

    it('share no key of one customer', async () => {
      await queue({ idempotencyKey: 'once' });
      await queue({ accountNumber: '0002', idempotencyKey: 'once' });
      await expect(queue({ idempotencyKey: 'once' })).rejects.toThrow(/unique/i);
    });

    it('are listed latest first, in pages, by status and by time', async () => {
      const jobs = [await queue(), await queue(), await queue({ action: 'load' })];
      await runContentJob(store.db, jobs[1] ?? { id: '', dispatchedAt: null }, 17);
      const numbers = async (filter: object) => (await listContentJobs(store.db, '0001', { limit: 10, ...filter })).map(({ number }) => number);
      expect(await numbers({})).toEqual([3, 2, 1]);
      expect(await numbers({ limit: 1, before: 3 })).toEqual([2]);
      expect(await numbers({ status: 'running' })).toEqual([2]);
      expect(await numbers({ from: jobs[0]?.inDate, to: '9999' })).toEqual([3, 2, 1]);
      expect(await numbers({ to: jobs[0]?.inDate })).toEqual([]);
      expect(await countContentJobs(store.db, '0001', { status: 'queued' })).toBe(2);
    });

    it('wait in the order of their acceptance, each action by itself', async () => {
      const [first, second, load] = [await queue(), await queue(), await queue({ action: 'load' })];
      const positions = await queuePositions(store.db, '0001');
      expect([first, second, load].map(({ id }) => positions.get(id))).toEqual([1, 2, 1]);
      await inTransaction(store.db, async (transaction) => {
        expect((await queuedContentJobs(transaction, '0001', 'purge', 10)).map(({ id }) => id)).toEqual([first.id, second.id]);
      });
    });

    it('count for the limit by how much they name, until they are done or cancelled', async () => {
      const bulk = await queue({ kind: 'bulk', targets: Array.from({ length: 7 }, (_, index) => ({ kind: 'url', value: `http://images.example.com/${index}` }) as const) });
      const single = await queue();
      const size = () => contentJobsSize(store.db, '0001', 'purge', ['queued', 'running']);
      expect(await size()).toBe(8);
      await runContentJob(store.db, bulk, 1);
      expect(await size()).toBe(8);
      await completeContentJob(store.db, bulk.id);
      expect(await size()).toBe(1);
      await cancelQueuedContentJob(store.db, '0001', single.id);
      expect(await size()).toBe(0);
    });

    it('are told by the entry that they wait for while they run, and keep the time of their first', async () => {
      const job = await queue();
      await runContentJob(store.db, job, 5);
      const [running] = await runningContentJobs(store.db, [4, 5]);
      expect(running).toMatchObject({ id: job.id, status: 'running', sequence: 5, dispatchedAt: expect.any(String) });
      await runContentJob(store.db, { id: job.id, dispatchedAt: '2026-01-01T00:00:00.000Z' }, 6);
      expect(await runningContentJobs(store.db, [5])).toEqual([]);
      expect(await runningContentJobs(store.db, [6])).toMatchObject([{ sequence: 6, dispatchedAt: '2026-01-01T00:00:00.000Z' }]);
      await completeContentJob(store.db, job.id);
      expect(await runningContentJobs(store.db, [6])).toEqual([]);
    });

    it('that no edge is awaited for any more are told apart', async () => {
      await addEdge(store.db, 'edge-1');
      const job = await queue();
      const sequence = await appendEntry(store.db, { kind: 'purge', accountNumber: '0001', jobId: job.id, content: [] });
      await runContentJob(store.db, job, sequence);
      expect(await settledSequences(store.db)).toEqual([]);
      await retireEdges(store.db, '9999');
      expect(await settledSequences(store.db)).toEqual([sequence]);
      await completeContentJob(store.db, job.id);
      expect(await settledSequences(store.db)).toEqual([]);
    });

    it('that are over are deleted once they are old, with what edges said of them', async () => {
      const [over, queued] = [await queue(), await queue()];
      await addEdge(store.db, 'edge-1');
      await appendEntry(store.db, { kind: 'purge', accountNumber: '0001', jobId: over.id, content: [] });
      await completeContentJob(store.db, over.id);
      await deleteOldContentJobs(store.db, '2000');
      expect(await findContentJob(store.db, '0001', over.id)).not.toBeNull();
      await deleteOldContentJobs(store.db, '9999');
      expect(await findContentJob(store.db, '0001', over.id)).toBeNull();
      expect(await listJobAcknowledgements(store.db, [over.id])).toEqual([]);
      expect(await findContentJob(store.db, '0001', queued.id)).not.toBeNull();
    });

    it('are cancelled while they are queued and not later', async () => {
      const [queued, running] = [await queue(), await queue()];
      await runContentJob(store.db, running, 1);
      expect(await cancelQueuedContentJob(store.db, '0001', queued.id)).toMatchObject({ status: 'cancelled', completeDate: null });
      expect(await cancelQueuedContentJob(store.db, '0001', queued.id)).toBeNull();
      expect(await cancelQueuedContentJob(store.db, '0001', running.id)).toBeNull();
    });
  });
