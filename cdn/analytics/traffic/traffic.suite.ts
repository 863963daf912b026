import { describe, expect, it } from 'vitest';
import type { RequestEvent } from '../event.ts';
import { noon } from '../event.fixture.ts';
import type { ReportFilter } from '../report-filter.ts';
import type { AnalyticsStore } from '../store.ts';
import type { TrafficGroupsQuery } from './query.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A store, and events of an account of their own in it. */
export interface GivenStore {
  readonly store: AnalyticsStore;
  readonly given: (...events: Partial<RequestEvent>[]) => Promise<Pick<ReportFilter, 'accountNumber' | 'from' | 'to'>>;
}

/** What every driver of the analytics store tells of traffic. */
export function describeTraffic(opened: GivenStore): void {
  const { given } = opened;

  describe('traffic', () => {
    it('of the account counts requests, bytes, hits and errors', async () => {
      const filter = await given(
        { originBytes: 7 },
        { cacheStatus: 'TCP_EXPIRED_HIT' },
        { cacheStatus: 'TCP_MISS', status: 500 },
        { cacheStatus: 'NONE', status: 404 },
      );
      expect(await opened.store.traffic(filter)).toEqual([
        {
          id: null,
          total: { requests: 4n, bytes: 4000n, originBytes: 7n, hits: 2n, errors: 1n, bitsPerSecondP95: null, timeToFirstByteMs: null },
          series: null,
        },
      ]);
    });

    it('of CNAMEs comes in the order of their ids, with zeros for those that served nothing', async () => {
      const filter = await given({ cnameId: 1 }, { cnameId: 2, bytes: 5 }, { cnameId: 3 }, {});
      const traffic = await opened.store.traffic({ ...filter, subjects: { by: 'cname', ids: [9, 2, 1, 2] } });
      expect(traffic.map(({ id, total }) => [id, total.bytes])).toEqual([
        [9, 0n],
        [2, 5n],
        [1, 1000n],
        [2, 5n],
      ]);
    });

    it('of origins has a gap-free series that adds up to the total', async () => {
      const filter = await given({ originId: 4 }, { originId: 4, time: noon + 2 * minute, bytes: 1 }, { originId: 5 });
      const boundaries = [0, 1, 2, 3].map((each) => noon + each * minute);
      const range = { ...filter, from: noon, to: noon + 3 * minute, boundaries };
      const [traffic] = await opened.store.traffic({ ...range, subjects: { by: 'origin', ids: [4] } });
      expect(traffic?.series?.map(({ bytes }) => bytes)).toEqual([1000n, 0n, 1n]);
      expect(traffic?.total.bytes).toBe(1001n);
    });

    it('of no subjects is empty', async () => {
      const filter = { ...(await given({})), subjects: { by: 'cname', ids: [] } } as const;
      expect(await opened.store.traffic(filter)).toEqual([]);
      expect(await opened.store.trafficGroups({ ...filter, ...mostRequests, by: ['status'] })).toEqual([]);
    });

    it('tells the percentiles of the time to first byte within 1 %, of the requests that tell it', async () => {
      const times = Array.from({ length: 100 }, (_, index) => ({ timeToFirstByteMs: index + 1 }));
      const filter = await given(...times, { timeToFirstByteMs: null });
      const [report] = await opened.store.traffic({ ...filter, percentiles: [50, 95, 99] });
      const [p50 = 0, p95 = 0, p99 = 0] = [50, 95, 99].map((percentile) => report?.total.timeToFirstByteMs?.get(percentile) ?? 0);
      expect(Math.abs(p50 / 50 - 1)).toBeLessThan(0.02);
      expect(Math.abs(p95 / 95 - 1)).toBeLessThan(0.02);
      expect(Math.abs(p99 / 99 - 1)).toBeLessThan(0.02);
    });

    it('has no percentiles where no request tells the time to first byte', async () => {
      const filter = await given({ timeToFirstByteMs: null });
      const [report] = await opened.store.traffic({ ...filter, percentiles: [50] });
      expect(report?.total.timeToFirstByteMs).toEqual(new Map([[50, null]]));
    });

    it('has the 95th percentile of the bandwidth over all 5 minutes of the range, those without requests too', async () => {
      // 20 times 5 minutes: the 19th of them in ascending order counts, which is the second busiest.
      const filter = await given({ bytes: 900 }, { time: noon + 5 * minute, bytes: 300 }, { time: noon + 6 * minute, bytes: 300 }, { time: noon + 50 * minute, bytes: 3 });
      const range = { ...filter, from: noon, to: noon + 100 * minute };
      const p95 = async (to: number) => (await opened.store.traffic({ ...range, to, bandwidth: true }))[0]?.total.bitsPerSecondP95;
      expect(await p95(noon + 100 * minute)).toBe((600 * 8) / 300);
      // 100 of them: the 95th, which has no requests.
      expect(await p95(noon + 500 * minute)).toBe(0);
      expect(await p95(noon + 55 * minute)).toBeNull();
    });

    it('has the 95th percentile of the bandwidth of each interval of an hour or more', async () => {
      const filter = await given({ bytes: 900 }, { time: noon + 70 * minute, bytes: 300 });
      const range = { ...filter, from: noon, to: noon + 3 * hour };
      const hours = await opened.store.traffic({ ...range, bandwidth: true, boundaries: [0, 1, 2, 3].map((each) => noon + each * hour) });
      // Of 12 chunks the busiest counts, of 36 the second busiest.
      expect(hours[0]?.series?.map(({ bitsPerSecondP95 }) => bitsPerSecondP95)).toEqual([24, 8, 0]);
      expect(hours[0]?.total.bitsPerSecondP95).toBe(8);
    });
  });

  describe('groups of traffic', () => {
    it('come by the metric asked for, ties by key, page by page, with the rest as others', async () => {
      const filter = await given({ status: 200 }, { status: 200 }, { status: 404, bytes: 5 }, { status: 301 }, { status: 500, bytes: 1 });
      const page = async (offset: number) => {
        const [report] = await opened.store.trafficGroups({ ...filter, ...mostRequests, by: ['status'], which: { ...mostRequests.which, first: 2, offset } });
        return { keys: report?.groups.map(({ key }) => key), count: report?.others?.count, others: report?.others?.total?.bytes };
      };
      expect(await page(0)).toEqual({ keys: [[200], [301]], count: 4, others: 6n });
      expect(await page(2)).toEqual({ keys: [[404], [500]], count: 4, others: 3000n });
      expect(await page(4)).toEqual({ keys: [], count: 4, others: 3006n });
    });

    it('are of each subject by themselves', async () => {
      const filter = await given({ cnameId: 1 }, { cnameId: 1, status: 404 }, { cnameId: 1 }, { cnameId: 2, status: 500 }, { cnameId: 3 });
      const reports = await opened.store.trafficGroups({
        ...filter,
        ...mostRequests,
        by: ['status'],
        which: { ...mostRequests.which, first: 1 },
        subjects: { by: 'cname', ids: [2, 7, 1] },
      });
      expect(reports.map(({ id, groups, others }) => [id, groups.map(({ key }) => key), others?.count, others?.total?.requests])).toEqual([
        [2, [[500]], 1, undefined],
        [7, [], 0, undefined],
        [1, [[200]], 2, 1n],
      ]);
    });

    it('of keys are exactly these, in their order, with zeros where there was no request', async () => {
      const filter = await given({ pop: 'LAX', ssl: true }, { pop: 'DCA' }, { pop: 'DCA' });
      const keys = [['DCA', false], ['LAX', false], ['LAX', true]] as const;
      const [report] = await opened.store.trafficGroups({ ...filter, by: ['pop', 'ssl'], which: { keys }, others: true });
      expect(report?.groups.map(({ key, total }) => [key, total.requests])).toEqual([
        [['DCA', false], 2n],
        [['LAX', false], 0n],
        [['LAX', true], 1n],
      ]);
      expect(report?.others).toEqual({ count: 2, total: null });
    });

    it('have series, which may reach beyond the range of the totals', async () => {
      const filter = await given({ path: '/a' }, { path: '/a', time: noon + 59 * minute }, { path: '/b', time: noon + 1 });
      const [report] = await opened.store.trafficGroups({
        ...filter,
        ...mostRequests,
        from: noon,
        to: noon + 5 * minute,
        by: ['path'],
        boundaries: [noon - hour, noon, noon + hour],
      });
      expect(report?.groups.map(({ key, total, series }) => [key, total.requests, series?.map(({ requests }) => requests)])).toEqual([
        [['/a'], 1n, [0n, 2n]],
        [['/b'], 1n, [0n, 1n]],
      ]);
    });

    it('by text keep every character of it', async () => {
      const path = "/ä'\\\n\t\u0000{x:String}%_";
      const filter = await given({ path }, { path: '/other' });
      const query = { ...filter, ...mostRequests, by: ['path'] } as const;
      const [named] = await opened.store.trafficGroups({ ...query, which: { keys: [[path]] } });
      expect(named?.groups.map(({ key, total }) => [key, total.requests])).toEqual([[[path], 1n]]);
      const [filtered] = await opened.store.trafficGroups({ ...query, filter: { dimension: 'path', test: 'In', values: [path] } });
      expect(filtered?.groups.map(({ key }) => key)).toEqual([[path]]);
    });
  });
}

const mostRequests: Pick<TrafficGroupsQuery, 'others'> & { readonly which: { orderBy: 'requests'; descending: true; offset: number; first: number } } = {
  which: { orderBy: 'requests', descending: true, offset: 0, first: 10 },
  others: true,
};
