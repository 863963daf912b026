import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openChdbStore } from '../chdb.ts';
import { event } from '../event.fixture.ts';
import { LiveCounters } from './counters.ts';
import { type OpenLive, liveSuite } from './live.suite.ts';
import { StoredLive } from './stored.ts';

const directory = await mkdtemp(join(tmpdir(), 'live-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

let path = '';
let stores = 0;
const newStore = () => (path = join(directory, String((stores += 1))));
const completeUntil = async () => Date.now() - 1000;
const report = (cause: unknown) => {
  throw cause;
};

async function openCounters(): Promise<OpenLive> {
  const live = new LiveCounters({ completeUntil });
  const store = await openChdbStore(path, { onAppended: (events) => live.record(events) });
  await live.restore(store);
  return { live, sink: store, close: () => store.close() };
}

async function openStored(): Promise<OpenLive> {
  const store = await openChdbStore(path);
  const live = new StoredLive({ source: store, completeUntil, report });
  return {
    live,
    sink: store,
    close: async () => {
      await live.close();
      await store.close();
    },
  };
}

const fresh = (open: () => Promise<OpenLive>) => ({ open: () => (newStore(), open()), reopen: open });

liveSuite('of the events that this process is told of', fresh(openCounters));
liveSuite('of a store that is shared', fresh(openStored));

describe('two processes on one store', () => {
  beforeEach(newStore);

  it('tell the same of each second, whichever was told of its events', async () => {
    const store = await openChdbStore(path);
    const here = new StoredLive({ source: store, completeUntil, report });
    const there = new StoredLive({ source: store, completeUntil, report });
    const base = Math.floor(Date.now() / 1000) * 1000;
    for (let batch = 0; batch < 5; batch += 1) {
      const sequences = Array.from({ length: 8 }, (_, index) => batch * 8 + index + 1);
      await store.append(
        sequences.map((sequence) =>
          event({ source: `edge:${sequence % 2}`, sequence, time: Date.now() - (sequence % 5) * 1000, pop: sequence % 3 === 0 ? 'LAX' : 'FRA', cnameId: sequence % 2 }),
        ),
      );
    }
    const end = Date.now();
    const of = async (live: StoredLive) => {
      const series = await live.read({ accountNumber: '0001', cnameIds: [0, 1], seconds: 120 });
      return series.map((figures) => figures.filter(({ at }) => at >= base - 5000 && at <= end));
    };
    await vi.waitFor(
      async () => {
        const [ours, theirs] = [await of(here), await of(there)];
        const total = ours.flat().reduce((sum, { connectionsPerSecond }) => sum + connectionsPerSecond, 0);
        expect(total).toBe(40);
        expect(theirs).toEqual(ours);
      },
      { timeout: 30_000, interval: 200 },
    );
    await Promise.all([here.close(), there.close()]);
    await store.close();
  });
});

describe('a store that fails', () => {
  it('is reported once, and again when it has answered in between; figures go on with what it tells then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() });
    let isDead = false;
    const reports: unknown[] = [];
    const source = {
      liveSeconds: async () => {
        if (isDead) throw new Error('connect ECONNREFUSED');
        const second = Math.floor(Date.now() / 1000) - 2;
        return { seconds: [second], counted: [{ ...event({ time: second * 1000 }), requests: 1 }], mark: 1 };
      },
    };
    const live = new StoredLive({ source, completeUntil, report: (cause) => reports.push(cause) });
    const newest = async () => (await live.read({ accountNumber: '0001', seconds: 1 }))[0]?.[0]?.connectionsPerSecond;
    expect(await newest()).toBe(1);
    isDead = true;
    await vi.advanceTimersByTimeAsync(4000);
    expect(reports).toHaveLength(1);
    expect(await newest()).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(newest()).rejects.toThrow('does not tell live figures');
    isDead = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(await newest()).toBe(1);
    isDead = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect(reports).toHaveLength(2);
    await live.close();
    vi.useRealTimers();
  });
});
