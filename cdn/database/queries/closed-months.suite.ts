import { describe, expect, it } from 'vitest';
import { closeMonth, findClosedMonth, listClosedMonths } from './closed-months.ts';
import { freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';

const usage = [{ mediaTypeId: 3, regionId: -1, bytes: '340282366920938463463374607431768211455', peakBytes: '1' }] as const;

export const closedMonthsSuite = (open: OpenDatabase) =>
  describe('closed months', () => {
    const store = freshDatabase(open);

    it("are found by their customer's account and the month alone", async () => {
      await closeMonth(store.db, '0001', '2015-05', usage);
      expect(await findClosedMonth(store.db, '0001', '2015-05')).toEqual(usage);
      expect(await findClosedMonth(store.db, '0001', '2015-06')).toBeNull();
      expect(await findClosedMonth(store.db, '0002', '2015-05')).toBeNull();
    });

    it('stay as they were closed first', async () => {
      await closeMonth(store.db, '0001', '2015-05', []);
      await closeMonth(store.db, '0001', '2015-05', usage);
      expect(await findClosedMonth(store.db, '0001', '2015-05')).toEqual([]);
    });

    it('are listed', async () => {
      for (const month of ['2015-05', '2015-06']) await closeMonth(store.db, '0001', month, []);
      await closeMonth(store.db, '0002', '2015-07', []);
      expect(await listClosedMonths(store.db, '0001')).toEqual(new Set(['2015-05', '2015-06']));
    });
  });
