import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noon } from './event.fixture.ts';
import { intervals } from './interval.ts';
import type { Given } from './given.fixture.ts';
import type { AnalyticsStore } from './store.ts';

export const anyRangeSuite = (store: () => AnalyticsStore, given: Given) =>
  describe('a report of any range', () => {
    it('adds up exactly the events in it, from whichever tables it is read', async () => {
      const times = Array.from({ length: 300 }, (_, index) => noon - 3 * intervals.day + index * 1_700_123);
      const events = times.map((time, index) => ({ time, bytes: 2 ** (index % 50), status: index % 3 === 0 ? 404 : 200 }));
      const filter = await given(...events);
      const moment = fc.oneof(
        fc.integer({ min: times[0] ?? 0, max: times.at(-1) ?? 0 }),
        ...Object.values(intervals).map((width) => fc.integer({ min: -90_000, max: 90_000 }).map((count) => Math.floor(noon / width) * width + (count % 100) * width)),
      );
      await fc.assert(
        fc.asyncProperty(moment, moment, async (one, other) => {
          const [from, to] = [Math.min(one, other), Math.max(one, other)];
          const within = events.filter(({ time }) => time >= from && time < to);
          const range = { ...filter, from, to };
          expect(await store().bytesTransferred(range)).toBe(within.reduce((sum, { bytes }) => sum + BigInt(bytes), 0n));
          const hits = await store().hitsByStatus(range);
          expect(hits.find(({ status }) => status === 404)?.hits ?? 0n).toBe(BigInt(within.filter(({ status }) => status === 404).length));
        }),
        { numRuns: 25 },
      );
    });
  });
