import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyRangeSuite } from './any-range.suite.ts';
import { contentSuite, downloadSuite } from './content.suite.ts';
import { edgeCnameSuite } from './edge-cname-figures.suite.ts';
import type { RequestEvent } from './event.ts';
import { event, noon } from './event.fixture.ts';
import type { Given } from './given.fixture.ts';
import { describeRawLogs } from './raw-logs.suite.ts';
import type { AnalyticsStore } from './store.ts';
import { describeTraffic } from './traffic/traffic.suite.ts';
import { usageSuite } from './usage.suite.ts';

const minute = 60_000;
const hour = 60 * minute;

/** What every driver of the analytics store does. `open` gives an empty store that tells `onAppended` its new events. */
export function describeStore(open: (onAppended: (events: readonly RequestEvent[]) => void) => Promise<AnalyticsStore>): void {
  const appended: RequestEvent[] = [];
  let store: AnalyticsStore;
  let account = 0;

  beforeAll(async () => {
    store = await open((events) => appended.push(...events));
  });
  afterAll(() => store.close());

  const given: Given = async (...events) => {
    account += 1;
    const [accountNumber, source] = [`A${account}`, `edge-${account}`];
    await store.append(events.map((each, index) => event({ source, sequence: index + 1, accountNumber, ...each })));
    return { accountNumber, from: noon - 24 * hour, to: noon + 24 * hour, source };
  };

  describeRawLogs(() => store);

  describe('append', () => {
    it('stores every field as it was given', async () => {
      const unusual: Partial<RequestEvent> = {
        time: noon + 1,
        mediaTypeId: 14,
        cnameId: 2 ** 50,
        originId: 7,
        ssl: true,
        method: 'PURGE',
        path: '/ä"\\\u0000\n{x:String}',
        query: "a=1'--",
        status: 0,
        cacheStatus: 'UNCACHEABLE',
        bytes: Number.MAX_SAFE_INTEGER,
        originBytes: 3,
        timeTakenMs: 0.1,
        timeToFirstByteMs: 0.05,
        clientIp: '2001:db8::1',
        referrer: 'https://example.com/',
        userAgent: 'ünïcode 🦔 \uFFFD',
        pop: 'LAX',
        regionId: 1,
      };
      const { source, accountNumber } = await given(unusual);
      expect(await store.find(source, 1)).toStrictEqual(event({ source, accountNumber, ...unusual }));
    });

    it('counts an event once however often it is appended', async () => {
      const { source, ...filter } = await given({}, {}, {});
      const again = [1, 2, 3, 4, 4].map((sequence) => event({ source, sequence, accountNumber: filter.accountNumber }));
      await store.append(again);
      await Promise.all([store.append(again), store.append(again)]);
      expect(await store.traffic(filter)).toMatchObject([{ total: { requests: 4n, bytes: 4000n } }]);
    });

    it('takes the events of one call in any order', async () => {
      const { source } = await given({ sequence: 9 }, { sequence: 3 });
      expect(await store.find(source, 3)).not.toBeNull();
      expect(await store.position(source)).toBe(9);
    });

    it('tells of each new event once', async () => {
      const { source, accountNumber } = await given({}, {});
      await store.append([1, 2, 3].map((sequence) => event({ source, sequence, accountNumber })));
      expect(appended.filter((each) => each.source === source).map((each) => each.sequence)).toEqual([1, 2, 3]);
    });

    it('stores more events than one insert takes', async () => {
      const filter = await given(...Array.from({ length: 50_001 }, () => ({})));
      expect(await store.bytesTransferred(filter)).toBe(50_001_000n);
      expect(await store.position(filter.source)).toBe(50_001);
    });
  });

  describe('a source that was never seen', () => {
    it('has position 0', async () => expect(await store.position('nobody')).toBe(0));
    it('has no events', async () => expect(await store.find('nobody', 1)).toBeNull());
  });

  describe('a filter', () => {
    it('includes its first millisecond and excludes its last', async () => {
      const filter = await given({ time: noon - 1 }, { time: noon }, { time: noon + 9 }, { time: noon + 10 });
      expect(await store.bytesTransferred({ ...filter, from: noon, to: noon + 10 })).toBe(2000n);
    });

    it("never counts another account's events", async () => {
      const filter = await given({});
      expect(await store.bytesTransferred({ ...filter, accountNumber: "A' OR 1=1 --" })).toBe(0n);
    });

    it('tells platforms and their HTTPS traffic apart', async () => {
      const filter = await given(
        { bytes: 1 },
        { bytes: 2, ssl: true },
        { bytes: 4, mediaTypeId: 8 },
        { bytes: 8, mediaTypeId: 14, ssl: true },
      );
      const bytes = await Promise.all(
        ([3, 7, 8, 9, 14, 15] as const).map((mediaTypeId) => store.bytesTransferred({ ...filter, mediaTypeId })),
      );
      expect(bytes).toEqual([3n, 2n, 4n, 0n, 8n, 8n]);
    });

    it('takes POPs, and a region, of which -1 is every one', async () => {
      const filter = await given(
        { bytes: 1, pop: 'LAX', regionId: 0 },
        { bytes: 2, pop: 'DCA', regionId: 0 },
        { bytes: 4, pop: 'HKG', regionId: 1 },
        { bytes: 8 },
      );
      expect(await store.bytesTransferred({ ...filter, pops: ['LAX', 'HKG'] })).toBe(5n);
      expect(await store.bytesTransferred({ ...filter, pops: [] })).toBe(0n);
      expect(await store.bytesTransferred({ ...filter, regionId: 0 })).toBe(3n);
      expect(await store.bytesTransferred({ ...filter, regionId: -1 })).toBe(15n);
    });
  });

  describe('bytes', () => {
    it('add up exactly beyond 2^64', async () => {
      const filter = await given(...Array.from({ length: 3000 }, () => ({ bytes: Number.MAX_SAFE_INTEGER })));
      const sum = 3000n * BigInt(Number.MAX_SAFE_INTEGER);
      expect(await store.bytesTransferred(filter)).toBe(sum);
      expect(await store.bytesByInterval({ ...filter, mediaTypeId: 3, from: noon, to: noon + hour }, 'hour')).toEqual([
        { mediaTypeId: 3, points: [{ from: noon, bytes: sum }] },
      ]);
      expect(await store.traffic(filter)).toMatchObject([{ total: { bytes: sum } }]);
    });

    it('by interval are gap-free and aligned to UTC', async () => {
      const filter = await given(
        { time: noon + 7 * minute },
        { time: noon + 16 * minute, bytes: 5 },
        { time: noon + 19 * minute, bytes: 6 },
      );
      const [series] = await store.bytesByInterval(
        { ...filter, from: noon + 6 * minute, to: noon + 20 * minute, mediaTypeId: 3 },
        'fiveMinutes',
      );
      expect(series?.points).toEqual([
        { from: noon + 5 * minute, bytes: 1000n },
        { from: noon + 10 * minute, bytes: 0n },
        { from: noon + 15 * minute, bytes: 11n },
      ]);
    });

    it('by interval have a series for each platform, empty ones too', async () => {
      const filter = await given({ mediaTypeId: 8 });
      const series = await store.bytesByInterval({ ...filter, from: noon, to: noon + 1 }, 'day');
      const from = noon - 12 * hour;
      expect(series).toEqual([
        { mediaTypeId: 3, points: [{ from, bytes: 0n }] },
        { mediaTypeId: 8, points: [{ from, bytes: 1000n }] },
        { mediaTypeId: 14, points: [{ from, bytes: 0n }] },
      ]);
    });
  });

  describe('hits', () => {
    it('by status are ascending, with their share in percent', async () => {
      const filter = await given({ status: 404 }, {}, {}, { status: 0 });
      expect(await store.hitsByStatus(filter)).toEqual([
        { status: 0, hits: 1n, percent: 25 },
        { status: 200, hits: 2n, percent: 50 },
        { status: 404, hits: 1n, percent: 25 },
      ]);
    });

    it("by cache status come in the contract's order, without those that did not occur", async () => {
      const filter = await given({ cacheStatus: 'UNCACHEABLE' }, { cacheStatus: 'TCP_MISS' }, {}, {});
      expect(await store.hitsByCacheStatus(filter)).toEqual([
        { cacheStatus: 'TCP_HIT', hits: 2n },
        { cacheStatus: 'TCP_MISS', hits: 1n },
        { cacheStatus: 'UNCACHEABLE', hits: 1n },
      ]);
    });
  });

  describeTraffic({
    get store() {
      return store;
    },
    given,
  });

  anyRangeSuite(() => store, given);
  contentSuite(() => store, given);
  downloadSuite(() => store, given);
  edgeCnameSuite(() => store, given);
  usageSuite(() => store, given);
  describe('a deletion', () => {
    const day = 24 * hour;

    it('of content before a moment leaves the days from that one on, and other accounts', async () => {
      const { source, ...filter } = await given({ time: noon - day }, { time: noon - 13 * hour }, { time: noon - 12 * hour }, {});
      const other = await given({ time: noon - day });
      await store.delete([{ accountNumber: filter.accountNumber, kind: 'content', before: noon }]);
      expect([await store.find(source, 1), await store.find(source, 2)]).toEqual([null, null]);
      expect(await store.find(source, 3)).not.toBeNull();
      expect(await store.find(other.source, 1)).not.toBeNull();
    });

    it('of everything leaves nothing, and what is appended later is kept', async () => {
      const { source, ...filter } = await given({}, {});
      const { accountNumber } = filter;
      await store.delete((['core', 'content'] as const).map((kind) => ({ accountNumber, kind, before: null })));
      expect(await store.find(source, 1)).toBeNull();
      await store.append([event({ source, sequence: 3, accountNumber })]);
      expect(await store.bytesTransferred(filter)).toBe(1000n);
    });

    it('of nothing does nothing', async () => {
      const filter = await given({});
      await store.delete([{ accountNumber: 'NONE', kind: 'core', before: null }]);
      await store.delete([]);
      expect(await store.bytesTransferred(filter)).toBe(1000n);
    });
  });

  describe('an account without events', () => {
    const filter = { accountNumber: 'NONE', from: noon, to: noon + 1 };

    it('has zeros and empty lists in its reports', async () => {
      expect(await store.bytesTransferred(filter)).toBe(0n);
      expect(await store.hitsByStatus(filter)).toEqual([]);
      expect(await store.hitsByCacheStatus(filter)).toEqual([]);
      expect(await store.traffic(filter)).toMatchObject([
        { id: null, total: { requests: 0n, bytes: 0n, originBytes: 0n, hits: 0n, errors: 0n }, series: null },
      ]);
    });
  });
}
