import { describe, expect, it } from 'vitest';
import { createContentJob, findContentJob } from './content-jobs.ts';
import { freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';

const newJob = {
  accountNumber: '0001',
  action: 'purge',
  mediaPath: 'http://images.example.com/a/*',
  mediaTypeId: 3,
  regionIds: [1, 2],
} as const;

export const contentJobsSuite = (open: OpenDatabase) =>
  describe('purges and loads', () => {
    const store = freshDatabase(open);

    it('are pending once accepted', async () => {
      const job = await createContentJob(store.db, newJob);
      expect(job).toEqual({
        ...newJob,
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        status: 'pending',
        inDate: expect.any(String),
        completeDate: null,
      });
      expect(await findContentJob(store.db, '0001', 'purge', job.id)).toEqual(job);
    });

    it('are found by an id in either case', async () => {
      const job = await createContentJob(store.db, newJob);
      expect(await findContentJob(store.db, '0001', 'purge', job.id.toUpperCase())).toEqual(job);
    });

    it('are not taken for one another', async () => {
      const job = await createContentJob(store.db, { ...newJob, action: 'load' });
      expect(await findContentJob(store.db, '0001', 'purge', job.id)).toBeNull();
      expect(await findContentJob(store.db, '0001', 'load', job.id)).toEqual(job);
    });

    it("are out of another customer's reach", async () => {
      const job = await createContentJob(store.db, newJob);
      expect(await findContentJob(store.db, '0002', 'purge', job.id)).toBeNull();
    });
  });
