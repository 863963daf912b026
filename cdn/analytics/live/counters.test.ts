import { beforeEach, describe, expect, it } from 'vitest';
import { event, noon } from '../event.fixture.ts';
import { LiveCounters } from './counters.ts';
import type { LiveQuery } from './figures.ts';

let now: number;
/** Edges have told everything before. */
let until: () => number;
let live: LiveCounters;
beforeEach(() => {
  now = noon;
  until = () => now;
  live = new LiveCounters({ now: () => now, completeUntil: async () => until() });
});

const readAll = (query: Partial<LiveQuery> = {}) => live.read({ accountNumber: '0001', seconds: 1, ...query });
const read = async (query: Partial<LiveQuery> = {}) => {
  const figures = (await readAll(query))[0]?.at(-1);
  if (!figures) throw new Error('There are no figures.');
  return figures;
};
const connections = async (query: Partial<LiveQuery> = {}) => (await read(query)).connectionsPerSecond;

describe('live figures', () => {
  it('are zeros while nothing is served', async () => {
    expect(await read()).toEqual({
      at: noon - 1000,
      bitsPerSecond: 0,
      connectionsPerSecond: 0,
      cacheStatuses: {
        TCP_HIT: 0,
        TCP_EXPIRED_HIT: 0,
        TCP_MISS: 0,
        TCP_EXPIRED_MISS: 0,
        TCP_CLIENT_REFRESH_MISS: 0,
        NONE: 0,
        CONFIG_NOCACHE: 0,
        UNCACHEABLE: 0,
      },
      statusClasses: { '2xx': 0, 304: 0, '3xx': 0, 403: 0, 404: 0, '4xx': 0, '5xx': 0, other: 0 },
      pops: [],
    });
  });

  it('are of the last complete second, and gone the second after', async () => {
    live.record([event({ bytes: 125, cacheStatus: 'TCP_MISS' })]);
    expect(await connections()).toBe(0);
    now = noon + 1500;
    expect(await read()).toMatchObject({ at: noon, bitsPerSecond: 1000, connectionsPerSecond: 1, cacheStatuses: { TCP_MISS: 1 } });
    now = noon + 2000;
    expect(await connections()).toBe(0);
  });

  it('are of a second of which every edge has told everything', async () => {
    live.record([event()]);
    now = noon + 2000;
    until = () => noon + 999;
    expect(await read()).toMatchObject({ at: noon - 1000, connectionsPerSecond: 0 });
    now = noon + 3000;
    until = () => noon + 2000;
    expect(await read()).toMatchObject({ at: noon, connectionsPerSecond: 1 });
  });

  it('are of one second after the other, though edges tell with a delay that varies', async () => {
    const seconds: number[] = [];
    for (let tick = 0; tick < 100; tick += 1) {
      now = noon + tick * 1000;
      until = () => now - (tick === 10 ? 3500 : [900, 1100, 300][tick % 3] ?? 0);
      seconds.push(((await read()).at - noon) / 1000);
    }
    // Two seconds behind as a rule; while 3.5 s are remembered, five.
    expect(seconds).toEqual(Array.from({ length: 100 }, (_, tick) => (tick >= 10 && tick < 70 ? Math.max(tick - 5, 6) : tick === 0 ? -2 : tick - 3)));
  });

  it.each([
    ['an edge is away', () => 0],
    [
      'nobody can tell what edges have told',
      () => {
        throw new Error('The database is away.');
      },
    ],
  ])('lie behind by five seconds at most while %s', async (_name, told) => {
    until = told;
    now = noon + 6000;
    expect((await read()).at).toBe(noon);
  });

  it('never go back to an older second', async () => {
    now = noon + 5000;
    expect((await read()).at).toBe(noon + 4000);
    now = noon + 5500;
    until = () => noon + 2000;
    expect((await read()).at).toBe(noon + 4000);
  });

  it('count each status in one class', async () => {
    live.record([200, 206, 301, 304, 403, 404, 416, 500, 599, 0, 101, 600].map((status) => event({ status })));
    now += 1000;
    expect((await read()).statusClasses).toEqual({ '2xx': 2, 304: 1, '3xx': 1, 403: 1, 404: 1, '4xx': 1, '5xx': 2, other: 3 });
  });

  it('tell accounts, platforms, HTTPS, POPs and CNAMEs apart', async () => {
    live.record([
      event({ cnameId: 1, pop: 'LAX' }),
      event({ cnameId: 1, mediaTypeId: 8, pop: 'FRA', bytes: 1 }),
      event({ cnameId: 2, ssl: true, pop: 'FRA', bytes: 2 }),
      event({ accountNumber: '0002', cnameId: 1, pop: 'LAX' }),
    ]);
    now += 1000;
    expect(await Promise.all([{}, { mediaTypeId: 3 as const }, { mediaTypeId: 7 as const }, { mediaTypeId: 9 as const }, { pop: 'FRA' }, { pop: 'SYD' }].map(connections))).toEqual([3, 2, 1, 0, 2, 0]);
    expect((await read()).pops).toEqual([
      { pop: 'FRA', bitsPerSecond: 24, connectionsPerSecond: 2 },
      { pop: 'LAX', bitsPerSecond: 8000, connectionsPerSecond: 1 },
    ]);
    const ofCnames = async (query: Partial<LiveQuery>) => (await readAll({ cnameIds: [2, 1, 9, 1], ...query })).map((series) => series.map((each) => each.connectionsPerSecond));
    expect(await ofCnames({})).toEqual([[1], [2], [0], [2]]);
    expect(await ofCnames({ mediaTypeId: 8, seconds: 2 })).toEqual([[0, 0], [0, 1], [0, 0], [0, 1]]);
    expect(await readAll({ cnameIds: [] })).toEqual([]);
  });

  it('count what comes late in its second, within ten minutes, also where that is kept packed', async () => {
    for (let second = 0; second < 620; second += 1) {
      now = noon + second * 1000;
      live.record([event({ time: now, cnameId: 1 + (second % 3) }), event({ time: now, cnameId: 2 })]);
      if (second >= 30) live.record([event({ time: now - 30_000, cnameId: 2, bytes: 0 })]);
    }
    const [all, ofTwo, ofThree] = [await readAll({ seconds: 600 }), ...(await readAll({ cnameIds: [2, 3], seconds: 600 })).map((series) => [series])];
    const counts = (series: typeof all | undefined) => series?.[0]?.map(({ connectionsPerSecond }) => connectionsPerSecond) ?? [];
    const firstSecond = 620 - 600 - 1;
    const expected = (late: number, own: (second: number) => number) =>
      Array.from({ length: 600 }, (_, index) => firstSecond + index).map((second) => own(second) + (second < 590 ? late : 0));
    expect(counts(all)).toEqual(expected(1, () => 2));
    expect(counts(ofTwo)).toEqual(expected(1, (second) => (second % 3 === 1 ? 2 : 1)));
    expect(counts(ofThree)).toEqual(expected(0, (second) => (second % 3 === 2 ? 1 : 0)));
    expect(all[0]?.map(({ at }) => at)).toEqual(Array.from({ length: 600 }, (_, index) => noon + (firstSecond + index) * 1000));
  });

  it('leave out what is older than ten minutes, or later than clocks may differ', async () => {
    live.record([event({ time: noon - 700_000 }), event({ time: noon + 10_000 }), event({ time: noon + 2000 })]);
    now = noon + 11_000;
    expect((await readAll({ seconds: 600 }))[0]?.filter(({ connectionsPerSecond }) => connectionsPerSecond > 0).map(({ at }) => at)).toEqual([noon + 2000]);
  });
});
