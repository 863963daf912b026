import { beforeAll, describe, expect, it } from 'vitest';
import { event, noon } from './event.fixture.ts';
import type { RequestEvent } from './event.ts';
import type { RawLogQuery } from './raw-logs.ts';
import type { AnalyticsStore } from './store.ts';

const day = 24 * 3600_000;

/** What every driver of the analytics store does with raw logs; `store` tells it once it is open. */
export function describeRawLogs(store: () => AnalyticsStore): void {
  describe('raw logs', () => {
    let account = 0;

    /** Appends events of an account of their own; returns what asks for all of them. */
    async function given(...events: Partial<RequestEvent>[]): Promise<RawLogQuery & { source: string }> {
      account += 1;
      const [accountNumber, source] = [`RAW${account}`, `raw-${account}`];
      await store().append(events.map((each, index) => event({ source, sequence: index + 1, accountNumber, ...each })));
      return { accountNumber, from: noon - day, to: noon + day, limit: 100, source };
    }

    const sequences = async (query: RawLogQuery) => (await store().rawLogs(query)).events.map(({ sequence }) => sequence);

    /** All pages of a search. */
    async function pages(query: RawLogQuery): Promise<RequestEvent[][]> {
      const all: RequestEvent[][] = [];
      for (let before = query.before; ; ) {
        const { events, next } = await store().rawLogs({ ...query, before });
        all.push([...events]);
        if (next === null) return all;
        before = next;
      }
    }

    it('come newest first, every member as it was appended', async () => {
      const unusual: Partial<RequestEvent> = { time: noon + 1, method: 'PURGE', path: '/ä"\\\u0000\n{x:String}', query: "a=1'--", bytes: Number.MAX_SAFE_INTEGER, timeTakenMs: 0.1, userAgent: 'ü 🦔', ssl: true };
      const { source, ...query } = await given({ time: noon }, unusual, { time: noon - 3600_000 * 20 });
      const { events, next, searchedFrom } = await store().rawLogs(query);
      expect(events.map(({ sequence }) => sequence)).toEqual([2, 1, 3]);
      expect(events[0]).toStrictEqual(event({ source, sequence: 2, accountNumber: query.accountNumber, ...unusual }));
      expect([next, searchedFrom]).toEqual([null, query.from]);
    });

    it("are of the range and the account alone, the range's end excluded", async () => {
      const query = await given({ time: noon - 1 }, { time: noon }, { time: noon + 9 }, { time: noon + 10 });
      expect(await sequences({ ...query, from: noon, to: noon + 10 })).toEqual([3, 2]);
      expect(await sequences({ ...query, accountNumber: "RAW1' OR 1=1 --" })).toEqual([]);
    });

    it('are paged without a gap or a repetition, many of one moment and on several platforms too', async () => {
      const platforms = [3, 8, 14] as const;
      const query = await given(...Array.from({ length: 30 }, (_, index) => ({ time: noon + Math.floor(index / 10), mediaTypeId: platforms[index % 3] ?? 3 })));
      const all = await pages({ ...query, limit: 7 });
      expect(all.map((page) => page.length)).toEqual([7, 7, 7, 7, 2]);
      const whole = await sequences(query);
      expect(all.flat().map(({ sequence }) => sequence)).toEqual(whole);
      expect(new Set(whole).size).toBe(30);
    });

    it('keep their pages while new events arrive', async () => {
      const query = await given({ time: noon }, { time: noon + 1 }, { time: noon + 2 });
      const first = await store().rawLogs({ ...query, limit: 2 });
      await store().append([4, 5].map((sequence) => event({ source: query.source, accountNumber: query.accountNumber, sequence, time: noon + sequence })));
      expect(await sequences({ ...query, limit: 2, before: first.next ?? undefined })).toEqual([1]);
    });

    describe('that are searched', () => {
      let query: RawLogQuery;
      beforeAll(async () => {
        query = await given(
          { path: '/a/100%.html', status: 500, clientIp: '192.0.2.7', bytes: 10, timeTakenMs: 5 },
          { path: '/a/100x.html', status: 404, userAgent: 'Mozilla/5.0 (Bot)', bytes: 20, timeTakenMs: null },
          { path: '/b_1', status: 200, pop: 'LAX', cnameId: 7, cacheStatus: 'TCP_MISS', bytes: 30, timeTakenMs: 50 },
          { path: '/bX1', status: 503, referrer: 'https://example.com/', method: 'HEAD', mediaTypeId: 8 },
        );
      });

      it.each<[string, Partial<RawLogQuery>, number[]]>([
        ['a status or more', { filter: { dimension: 'status', test: 'Gte', value: 500 } }, [4, 1]],
        ['a prefix of the path', { filter: { dimension: 'path', test: 'Prefix', value: '/a/' } }, [2, 1]],
        ["a pattern in which only * and ? are wild, not LIKE's own characters", { filter: { dimension: 'path', test: 'Like', value: '/a/100%*' } }, [1]],
        ['a pattern with an underscore', { filter: { dimension: 'path', test: 'Like', value: '/b_1' } }, [3]],
        ['a part of the user agent', { filter: { dimension: 'useragent', test: 'Like', value: '*(Bot)*' } }, [2]],
        ['a cache status and a POP', { filter: { and: [{ dimension: 'cachestatus', test: 'In', values: ['TCP_MISS'] }, { dimension: 'pop', test: 'In', values: ['LAX'] }] } }, [3]],
        ['an edge CNAME or a platform', { filter: { or: [{ dimension: 'cname', test: 'In', values: [7] }, { dimension: 'platform', test: 'In', values: [8] }] } }, [4, 3]],
        ['a method, or none of them', { filter: { not: { dimension: 'method', test: 'In', values: ['GET'] } } }, [4]],
        ['client addresses', { clientIps: ['192.0.2.7', '192.0.2.8'] }, [1]],
        ['bytes', { leastBytes: 20, to: noon + 1 }, [4, 3, 2]],
        ['the time taken, where it is known', { leastTimeTakenMs: 5 }, [3, 1]],
        ['all of it at once', { leastTimeTakenMs: 5, leastBytes: 11, clientIps: ['192.0.2.1'] }, [3]],
        ['what would end an SQL string', { clientIps: ["' OR 1=1 --"] }, []],
      ])('have %s', async (_what, asked, expected) => {
        expect(await sequences({ ...query, ...asked })).toEqual(expected);
      });
    });
  });
}
