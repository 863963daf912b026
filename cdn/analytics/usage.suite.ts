import { describe, expect, it } from 'vitest';
import { monthOf } from './billing.ts';
import { noon } from './event.fixture.ts';
import { intervals } from './interval.ts';
import type { Given } from './given.fixture.ts';
import type { AnalyticsStore } from './store.ts';

const month = monthOf(noon);

export const usageSuite = (store: () => AnalyticsStore, given: Given) =>
  describe('usage', () => {
    it('counts for the platform, its HTTPS traffic, the region and everywhere', async () => {
      const { accountNumber } = await given(
        { bytes: 1, regionId: 0 },
        { bytes: 2, regionId: 0, ssl: true },
        { bytes: 4, regionId: 1, ssl: true },
        { bytes: 8, mediaTypeId: 14 },
      );
      const usage = await store().usage(accountNumber, month);
      expect(usage.map(({ mediaTypeId, regionId, bytes }) => [mediaTypeId, regionId, bytes])).toEqual([
        [3, -1, 7n],
        [3, 0, 3n],
        [3, 1, 4n],
        [7, -1, 6n],
        [7, 0, 2n],
        [7, 1, 4n],
        [14, -1, 8n],
      ]);
    });

    it('is of the month alone, from its first moment', async () => {
      const { accountNumber } = await given({ time: month.from - 1, bytes: 1 }, { time: month.from, bytes: 2 }, { time: month.to - 1, bytes: 4 }, { time: month.to, bytes: 8 });
      expect(await store().usage(accountNumber, month)).toMatchObject([{ bytes: 6n }]);
    });

    it('has the 5 minutes at the 95th percentile, of which those without traffic are part', async () => {
      // May has 8,928 intervals of 5 minutes, of which the 446 largest go.
      const busy = (count: number) => Array.from({ length: count }, (_, index) => ({ time: month.from + index * intervals.fiveMinutes, bytes: 1000 + index }));
      const peakOf = async (count: number) => (await store().usage((await given(...busy(count))).accountNumber, month))[0]?.peakBytes;
      expect(await peakOf(446)).toBe(0n);
      expect(await peakOf(447)).toBe(1000n);
      expect(await peakOf(448)).toBe(1001n);
    });

    it('adds up what falls into the same 5 minutes, beyond 2^64', async () => {
      const { accountNumber } = await given(...Array.from({ length: 3000 }, () => ({ bytes: Number.MAX_SAFE_INTEGER })));
      expect(await store().usage(accountNumber, month)).toMatchObject([{ bytes: 3000n * BigInt(Number.MAX_SAFE_INTEGER) }]);
    });
  });
