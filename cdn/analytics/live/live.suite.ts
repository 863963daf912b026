import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { event } from '../event.fixture.ts';
import type { EventSink } from '../store.ts';
import type { LiveFigures, LiveQuery, LiveStatistics } from './figures.ts';

/** Live figures of a store, and what ends them. */
export interface OpenLive {
  readonly live: LiveStatistics;
  readonly sink: EventSink;
  close(): Promise<void>;
}

/** What live figures promise of events that are stored, by the clock, whatever they are read from. `reopen` opens the same again. */
export function liveSuite(name: string, { open, reopen }: { open: () => Promise<OpenLive>; reopen: () => Promise<OpenLive> }): void {
  describe(`live figures ${name}`, () => {
    let opened: OpenLive;
    /** A second that is complete. */
    let base: number;
    let sequence = 0;
    beforeEach(async () => {
      opened = await open();
      base = Math.floor(Date.now() / 1000) * 1000 - 20_000;
      sequence = 0;
    });
    afterEach(() => opened.close());

    const append = (...events: Parameters<typeof event>[0][]) => opened.sink.append(events.map((given) => event({ sequence: (sequence += 1), time: base, ...given })));
    const at = async (second: number, query: Partial<LiveQuery> = {}): Promise<(LiveFigures | undefined)[]> => {
      const series = await opened.live.read({ accountNumber: '0001', seconds: 600, ...query });
      return series.map((figures) => figures.find((each) => each.at === second));
    };
    /** Within the second in which a store is read. */
    const shortly = (expectation: () => Promise<void>) => vi.waitFor(expectation, { timeout: 10_000, interval: 50 });

    it('count what was served in its second, by platform, HTTPS, CNAME and POP', async () => {
      await append({ cnameId: 1, pop: 'LAX', bytes: 125 }, { cnameId: 1, pop: 'FRA', status: 404, cacheStatus: 'TCP_MISS', ssl: true }, { cnameId: 2, pop: 'FRA', mediaTypeId: 8 }, { accountNumber: '0002' });
      await shortly(async () => expect(await at(base)).toMatchObject([{ connectionsPerSecond: 3 }]));
      expect(await at(base)).toMatchObject([
        { bitsPerSecond: 17_000, cacheStatuses: { TCP_HIT: 2, TCP_MISS: 1 }, statusClasses: { '2xx': 2, 404: 1 }, pops: [{ pop: 'FRA', connectionsPerSecond: 2 }, { pop: 'LAX', bitsPerSecond: 1000 }] },
      ]);
      expect(await at(base, { mediaTypeId: 7 })).toMatchObject([{ connectionsPerSecond: 1 }]);
      expect(await at(base, { cnameIds: [2, 1, 3], pop: 'FRA' })).toMatchObject([{ connectionsPerSecond: 1 }, { connectionsPerSecond: 1 }, { connectionsPerSecond: 0 }]);
      expect(await at(base - 1000)).toMatchObject([{ connectionsPerSecond: 0 }]);
    });

    it('count what comes late in its second, and an event that is appended again once', async () => {
      await append({}, { time: base + 1000 });
      await shortly(async () => expect(await at(base + 1000)).toMatchObject([{ connectionsPerSecond: 1 }]));
      sequence = 1;
      await append({ time: base + 1000 }, { time: base - 500_000 }, {});
      await shortly(async () => expect([...(await at(base)), ...(await at(base - 500_000))]).toMatchObject([{ connectionsPerSecond: 2 }, { connectionsPerSecond: 1 }]));
      expect(await at(base + 1000)).toMatchObject([{ connectionsPerSecond: 1 }]);
    });

    it('are there when they are opened again', async () => {
      await append({}, { time: base - 300_000, pop: 'LAX' });
      await opened.close();
      opened = await reopen();
      await shortly(async () => expect(await at(base)).toMatchObject([{ connectionsPerSecond: 1 }]));
      expect(await at(base - 300_000)).toMatchObject([{ pops: [{ pop: 'LAX', connectionsPerSecond: 1 }] }]);
    });

    it('leave out what was served long ago', async () => {
      await append({ time: Date.UTC(2015, 4, 17) }, { time: Date.now() - 700_000 }, {});
      await shortly(async () => expect(await at(base)).toMatchObject([{ connectionsPerSecond: 1 }]));
      const [series = []] = await opened.live.read({ accountNumber: '0001', seconds: 600 });
      expect(series.reduce((sum, { connectionsPerSecond }) => sum + connectionsPerSecond, 0)).toBe(1);
    });

    it('are a series without gaps, oldest first, of as many seconds as are asked for', async () => {
      const [series = []] = await opened.live.read({ accountNumber: '0001', seconds: 600 });
      const first = series[0]?.at ?? 0;
      expect(series.map((each) => each.at)).toEqual(Array.from({ length: 600 }, (_, index) => first + index * 1000));
      expect((await opened.live.read({ accountNumber: '0001', seconds: 1 }))[0]).toHaveLength(1);
    });
  });
}
