import { describe, expect, it } from 'vitest';
import { event } from '../event.fixture.ts';
import type { RawLogPosition } from '../raw-logs.ts';
import type { Connection } from './connection.ts';
import { rawLogs } from './raw-logs.ts';

const second = 1000;

/** Answers searches from a list of moments, newest first, of which those fit the filter that `fits` says; writes down what each query looked at. */
function engine(times: readonly number[], fits: (index: number) => boolean) {
  const looked: number[] = [];
  const connection: Connection = {
    query: async (sql, { p2: from, p3: to, ...rest } = {}) => {
      const within = times.map((time, index) => ({ time, index })).filter(({ time }) => time >= Number(from) && time < Number(to));
      if (sql.includes('count()')) return [{ events: within.length }];
      looked.push(within.length);
      const before = sql.includes('sequence) <') ? [Number(rest.p4), Number(rest.p6)] : [Infinity, Infinity];
      const [time = Infinity, sequence = Infinity] = before;
      const limit = Number(Object.values(rest).at(-1));
      return within
        .filter((each) => fits(each.index) && (each.time < time || (each.time === time && each.index + 1 < sequence)))
        .slice(0, limit)
        .map((each) => ({ ...event({ sequence: each.index + 1 }), at: each.time }));
    },
    command: async () => {},
    insert: async () => {},
    settled: async () => {},
    close: async () => {},
  };
  return { connection, looked };
}

const none = () => false;
const few = (index: number) => index % 80 === 0;

const bounds = { page: 200, query: 20, patience: Infinity };
const query = { accountNumber: '0001', from: 0, to: 100_000 * second, limit: 10 };

/** Ten events a second in the last 200 seconds. */
const dense = Array.from({ length: 2000 }, (_, index) => query.to - 1 - index * 100);

describe('a search in which nothing is found', () => {
  it('ends its page at its bound and tells from where on everything is searched, and the next page goes on there', async () => {
    const { connection, looked } = engine(dense, none);
    let before: RawLogPosition | undefined;
    const searched: number[] = [];
    for (;;) {
      looked.length = 0;
      const page = await rawLogs(connection, { ...query, before }, bounds);
      expect(page.events).toEqual([]);
      expect(Math.max(0, ...looked)).toBeLessThanOrEqual(bounds.query);
      expect(looked.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(bounds.page + bounds.query);
      searched.push(page.searchedFrom);
      if (page.next === null) break;
      expect(page.next.time).toBe(page.searchedFrom);
      before = page.next;
    }
    expect(searched.length).toBeGreaterThanOrEqual(10);
    expect(searched).toEqual(searched.toSorted((a, b) => b - a));
    expect(searched.at(-1)).toBe(query.from);
  });
});

describe('a search in which little is found', () => {
  it('finds all of it once over its pages', async () => {
    const { connection } = engine(dense, few);
    const found: number[] = [];
    for (let before: RawLogPosition | undefined; ; ) {
      const page = await rawLogs(connection, { ...query, limit: 2, before }, bounds);
      expect(page.events.length).toBeLessThanOrEqual(2);
      found.push(...page.events.map(({ time }) => time));
      if (page.next === null) break;
      before = page.next;
    }
    expect(found).toEqual(dense.filter((_, index) => few(index)));
  });
});

describe('a search that takes its time', () => {
  it('ends its page with what it has, and goes on with the next', async () => {
    const { connection } = engine(dense, few);
    const page = await rawLogs(connection, query, { ...bounds, patience: 0 });
    expect(page.next?.time).toBe(page.searchedFrom);
    expect(page.searchedFrom).toBeLessThan(query.to);
    expect(page.searchedFrom).toBeGreaterThan(query.from);
  });
});

describe('a second with more events than one query may look at', () => {
  it('is looked at all the same', async () => {
    const { connection } = engine(Array.from({ length: 500 }, () => 50_000 * second), none);
    expect(await rawLogs(connection, query, { ...bounds, page: 1000 })).toEqual({ events: [], next: null, searchedFrom: 0 });
  });
});
