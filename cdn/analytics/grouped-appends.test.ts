import { beforeEach, describe, expect, it, vi } from 'vitest';
import { event } from './event.fixture.ts';
import type { RequestEvent } from './event.ts';
import { GroupedAppends } from './grouped-appends.ts';

/** The appends that came to the store, and how each ends. */
let appends: { readonly sources: readonly string[]; readonly end: PromiseWithResolvers<void> }[];
beforeEach(() => void (appends = []));

const sink = {
  append: (events: readonly RequestEvent[]) => {
    const end = Promise.withResolvers<void>();
    appends.push({ sources: events.map(({ source }) => source), end });
    return end.promise;
  },
};
const grouped = (settings: Partial<ConstructorParameters<typeof GroupedAppends>[1] & object> = {}) => new GroupedAppends(sink, { pauseMs: 0, enough: 10, most: 5, ...settings });
const of = (source: string, count = 1) => Array.from({ length: count }, (_, index) => event({ source, sequence: index + 1 }));
const came = (count: number) => vi.waitFor(() => expect(appends).toHaveLength(count), { timeout: 10_000 });
const never = 2 ** 31 - 1;

describe('appends of several sources', () => {
  it('go to the store together while one is under way, each resolved once its group is stored', async () => {
    const events = grouped();
    const first = events.append(of('a'));
    const others = [events.append(of('b')), events.append(of('c', 2))];
    expect(appends.map(({ sources }) => sources)).toEqual([['a']]);
    appends[0]?.end.resolve();
    await first;
    await came(2);
    expect(appends[1]?.sources).toEqual(['b', 'c', 'c']);
    let stored = 0;
    const all = Promise.all(others.map((each) => each.then(() => (stored += 1))));
    await Promise.resolve();
    expect(stored).toBe(0);
    appends[1]?.end.resolve();
    await all;
    expect(stored).toBe(2);
  });

  it('wait for a pause while they are few, but not once they are many', async () => {
    const events = grouped({ pauseMs: never });
    const first = events.append(of('a'));
    appends[0]?.end.resolve();
    await first;
    const few = events.append(of('b', 9));
    await Promise.resolve();
    expect(appends).toHaveLength(1);
    const many = events.append(of('c', 1));
    expect(appends[1]?.sources).toEqual([...of('b', 9).map(() => 'b')]);
    appends[1]?.end.resolve();
    await few;
    void many;
  });

  it('are divided where they are too many for one, in their order, one that is too long by itself alone', async () => {
    const events = grouped();
    const all = ['a', 'b', 'c', 'd'].map((source, index) => events.append(of(source, [1, 3, 3, 7][index])));
    for (let count = 1; count <= 4; count += 1) {
      await came(count);
      appends[count - 1]?.end.resolve();
    }
    await Promise.all(all);
    expect(appends.map(({ sources }) => [...new Set(sources)])).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('are all rejected where their group can not be stored; what comes after is stored', async () => {
    const events = grouped();
    const first = events.append(of('a'));
    const others = Promise.allSettled([events.append(of('b')), events.append(of('c'))]);
    appends[0]?.end.resolve();
    await first;
    await came(2);
    appends[1]?.end.reject(new Error('the disk is full'));
    expect(await others).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    const next = events.append(of('b'));
    await came(3);
    appends[2]?.end.resolve();
    await expect(next).resolves.toBeUndefined();
  });
});
