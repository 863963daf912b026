import { describe, expect, it } from 'vitest';
import type { Given } from './given.fixture.ts';
import type { AnalyticsStore } from './store.ts';

export const edgeCnameSuite = (store: () => AnalyticsStore, given: Given) =>
  describe('figures of edge CNAMEs', () => {
    it('are of those that were asked for anything, and of no request without a CNAME', async () => {
      const filter = await given({ cnameId: 2 }, { cnameId: 1, bytes: 5 }, { cnameId: 1, bytes: 6 }, {});
      expect(await store().edgeCnameFigures(filter)).toEqual([
        { cnameId: 1, kind: '', requests: 2n, bytes: 11n },
        { cnameId: 2, kind: '', requests: 1n, bytes: 1000n },
      ]);
      expect(await store().edgeCnameFigures(filter, { ids: [2, 9] })).toMatchObject([{ cnameId: 2 }]);
      expect(await store().edgeCnameFigures(filter, { ids: [] })).toEqual([]);
    });

    it('tell kinds of answers apart, the most frequent first', async () => {
      const filter = await given({ cnameId: 1, status: 404 }, { cnameId: 1 }, { cnameId: 1 }, { cnameId: 1, cacheStatus: 'TCP_MISS' });
      const kinds = async (by: 'status' | 'cacheStatus') => (await store().edgeCnameFigures(filter, { by })).map(({ kind, requests }) => [kind, requests]);
      expect(await kinds('status')).toEqual([
        ['200', 3n],
        ['404', 1n],
      ]);
      expect(await kinds('cacheStatus')).toEqual([
        ['TCP_HIT', 3n],
        ['TCP_MISS', 1n],
      ]);
    });
  });
