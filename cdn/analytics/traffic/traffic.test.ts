import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheStatuses } from '@edgegraph/rest/codec.ts';
import { type GroupDimension, groupWords } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { Condition, TrafficFilter } from '@edgegraph/rest/reporting/traffic-filter.ts';
import { orderWords } from '@edgegraph/rest/reporting/traffic.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChdbStore } from '../chdb.ts';
import type { RequestEvent } from '../event.ts';
import { event } from '../event.fixture.ts';
import type { AnalyticsStore } from '../store.ts';
import { type Bucket, boundaries } from './buckets.ts';
import type { TrafficGroupsQuery, TrafficMetrics, TrafficQuery, TrafficScope } from './query.ts';
import { type ExactMetrics, counted, exactMetrics, grouped, orderOf } from './reference.fixture.ts';

const minute = 60_000;

/** Four days around the one on which Europe's clocks went forward. */
const [first, last] = [Date.UTC(2015, 2, 27, 12), Date.UTC(2015, 2, 31, 12)];

/** When many of the requests come, so that there are 5 minutes with several. */
const busy = Date.UTC(2015, 2, 28, 22);

const of = <const Value>(...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);

const paths = ['/', '/a/b.js', '/a/c%20d.css', '/a/', '/b', '', 'x'];
const referrers = ['', 'https://www.example.com/', 'https://www.example.com/a', 'http://other.example/'];
const userAgents = ['', 'curl/8.0', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'];

const request: fc.Arbitrary<Partial<RequestEvent>> = fc.record({
  time: fc.oneof(fc.integer({ min: first, max: last - 1 }), fc.integer({ min: busy, max: busy + 90 * minute })),
  mediaTypeId: of(3, 8, 14),
  cnameId: of(0, 1, 2),
  originId: of(0, 1, 2 ** 40),
  ssl: fc.boolean(),
  method: of('', 'GET', 'POST'),
  path: of(...paths),
  protocol: of('', 'HTTP/1.1', 'HTTP/2'),
  status: of(0, 100, 200, 206, 304, 404, 500, 503, 600),
  cacheStatus: of(...cacheStatuses),
  bytes: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.maxSafeNat()),
  originBytes: fc.nat(1000),
  timeToFirstByteMs: fc.option(fc.oneof(fc.nat(5), fc.double({ min: 0, max: 10_000, noNaN: true }))),
  referrer: of(...referrers),
  userAgent: of(...userAgents),
  pop: of('', 'LAX', 'DCA'),
  regionId: of(-1, 0, 7),
});

/** Values that occur, and one that doesn't. */
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ dimension: of('platform' as const), test: of('In', 'NotIn'), values: fc.subarray([3, 8, 14]) }),
  fc.record({ dimension: of('ssl' as const), test: of('In', 'NotIn'), values: fc.subarray([true, false]) }),
  fc.record({ dimension: of('cname', 'origin'), test: of('In', 'NotIn'), values: fc.subarray([0, 1, 2, 2 ** 40]) }),
  fc.record({ dimension: of('region' as const), test: of('In', 'NotIn'), values: fc.subarray([-1, 0, 7, 9]) }),
  fc.record({ dimension: of('status' as const), test: of('In', 'NotIn'), values: fc.subarray([0, 200, 404, 999]) }),
  fc.record({ dimension: of('status' as const), test: of('Gte', 'Lte'), value: of(0, 200, 205, 500) }),
  fc.record({ dimension: of('statusclass' as const), test: of('In', 'NotIn'), values: fc.subarray(['1xx', '2xx', '5xx', 'other']) }),
  fc.record({ dimension: of('cachestatus' as const), test: of('In', 'NotIn'), values: fc.subarray([...cacheStatuses]) }),
  fc.record({ dimension: of('pop' as const), test: of('In', 'NotIn'), values: fc.subarray(['', 'LAX', 'SEA']) }),
  fc.record({ dimension: of('path', 'directory'), test: of('In', 'NotIn'), values: fc.subarray([...paths]) }),
  fc.record({ dimension: of('path', 'directory', 'referrer', 'useragent'), test: of('Prefix', 'Like'), value: of('', '/', '/a*', '*.?s', '/a/c\\%*', '*%*', '?', 'https://*', '*\\*', '/a/_') }),
  fc.record({ dimension: of('referrer', 'referrerhost', 'useragent', 'useragentfamily'), test: of('In', 'NotIn'), values: fc.subarray([...referrers, ...userAgents, 'curl', 'Firefox', 'www.example.com']) }),
  fc.record({ dimension: of('method', 'protocol'), test: of('In', 'NotIn'), values: fc.subarray(['', 'GET', 'HTTP/2', 'x']) }),
);

const { filter } = fc.letrec<{ filter: TrafficFilter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
}));

const rangeWithin = (min: number, max: number) =>
  fc
    .uniqueArray(fc.integer({ min: min / minute, max: max / minute }), { minLength: 2, maxLength: 2 })
    .map((moments) => moments.toSorted((one, other) => one - other))
    .map(([from = 0, to = 0]) => ({ from: from * minute, to: to * minute }));

const range = fc.oneof(rangeWithin(first - 60 * minute, last + 60 * minute), rangeWithin(busy - 60 * minute, busy + 180 * minute));

const bucket: fc.Arbitrary<Bucket> = of('fifteenMinutes', 'hour', 'day', 'week', 'month');
const zone = of('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Africa/Monrovia');

const asked = fc.record({
  range,
  filter: fc.option(filter, { nil: undefined }),
  subjects: fc.option(fc.record({ by: of('cname', 'origin'), ids: fc.uniqueArray(of(0, 1, 2, 3, 2 ** 40)) }), { nil: undefined }),
  percentiles: of([], [50], [50, 95, 99]),
  bandwidth: fc.boolean(),
  bucket: fc.option(bucket, { nil: undefined }),
  zone,
  by: fc.uniqueArray(of<GroupDimension>(...groupWords), { minLength: 1, maxLength: 3 }),
  // Times, which the engine knows nearly, don't order exactly.
  orderBy: of(...orderWords.filter((word) => word !== 'timetofirstbyte')),
  descending: fc.boolean(),
  offset: fc.nat(3),
  first: fc.integer({ min: 1, max: 5 }),
  others: fc.boolean(),
});

/** Always true, and only the events can tell: forces the slow way. */
const onlyEventsKnow: Condition = { dimension: 'useragent', test: 'NotIn', values: ['nobody'] };

const slowly = <Query extends TrafficScope>(query: Query): Query => ({ ...query, filter: { and: [...(query.filter ? [query.filter] : []), onlyEventsKnow] } });

describe('the engine', () => {
  let directory: string;
  let store: AnalyticsStore;
  let accounts = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'traffic-'));
    store = await openChdbStore(directory);
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Stores the events under an account of their own, in two batches. */
  async function stored(requests: readonly Partial<RequestEvent>[]): Promise<{ accountNumber: string; events: RequestEvent[] }> {
    accounts += 1;
    const accountNumber = `A${accounts}`;
    const events = requests.map((each, index) => event({ ...each, accountNumber, source: accountNumber, sequence: index + 1 }));
    const half = Math.floor(events.length / 2);
    await store.append(events.slice(0, half));
    await store.append(events.slice(half));
    return { accountNumber, events };
  }

  const questions = fc.array(asked, { minLength: 4, maxLength: 4 });

  it('says what a plain computation over the events says, from whichever tables', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 150, size: 'max' }), questions, async (requests, all) => {
        const { accountNumber, events } = await stored(requests);
        for (const { range: asRange, bucket: every, zone: timeZone, by, orderBy, descending, offset, first: size, others, ...scope } of all) {
          const moments = every && [...boundaries(asRange.from, asRange.to, every, timeZone)];
          const span = moments ? { from: moments.at(0) ?? 0, to: moments.at(-1) ?? 0 } : asRange;

          const query: TrafficQuery = { accountNumber, ...scope, ...span, boundaries: moments };
          const reports = await store.traffic(query);
          expect(await store.traffic(slowly(query))).toEqual(reports);
          expect(reports.map(({ id }) => id)).toEqual(scope.subjects?.ids ?? [null]);
          for (const { id, total, series } of reports) {
            const found = counted(events, query, id);
            expectMetrics(total, exactMetrics(found, query.from, query.to), query);
            expectSeries(series, found, moments, query);
          }

          const page = { orderBy, descending, offset, first: size };
          const groupsQuery: TrafficGroupsQuery = { accountNumber, ...scope, ...asRange, boundaries: moments, by, which: page, others };
          const groupReports = await store.trafficGroups(groupsQuery);
          expect(await store.trafficGroups(slowly(groupsQuery))).toEqual(groupReports);
          for (const { id, groups, others: rest } of groupReports) {
            const { from, to } = groupsQuery;
            const found = grouped(counted(events, groupsQuery, id), by).map((group) => ({ ...group, exact: exactMetrics(group.events, from, to) }));
            const ordered = found.toSorted((one, other) => compare(orderOf(orderBy, one.exact), orderOf(orderBy, other.exact)) * (descending ? -1 : 1));
            const expected = ordered.slice(offset, offset + size);
            expect(groups.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
            for (const [index, { total, series, key }] of groups.entries()) {
              expectMetrics(total, expected[index]?.exact, groupsQuery);
              const ofKey = grouped(counted(events, { ...groupsQuery, ...span }, id), by).find((group) => JSON.stringify(group.key) === JSON.stringify(key));
              expectSeries(series, ofKey?.events ?? [], moments, groupsQuery);
            }
            const left = ordered.filter((group) => !expected.includes(group));
            expect(rest?.count).toBe(others ? found.length : undefined);
            expect((rest?.total ?? null) === null).toBe(!others || left.length === 0);
            if (rest?.total) expectMetrics(rest.total, exactMetrics(left.flatMap((group) => group.events), from, to), groupsQuery);

            const subjects = scope.subjects && { ...scope.subjects, ids: [id ?? 0] };
            const which = { keys: groups.map(({ key }) => key) };
            expect(await store.trafficGroups({ ...groupsQuery, subjects, which })).toEqual([{ id, groups, others: rest }]);
          }
        }
      }),
      // A shrunk case would take minutes to find.
      { numRuns: 5, endOnFailure: true },
    );
  }, 240_000);
});

const compare = (one: bigint | number, other: bigint | number): number => (one < other ? -1 : Number(one > other));

function expectSeries(series: readonly TrafficMetrics[] | null, events: readonly RequestEvent[], moments: readonly number[] | undefined, scope: TrafficScope): void {
  expect(series?.length).toBe(moments && moments.length - 1);
  for (const [index, point] of (series ?? []).entries()) {
    const [from = 0, to = 0] = moments?.slice(index, index + 2) ?? [];
    expectMetrics(point, exactMetrics(events, from, to), scope);
  }
}

function expectMetrics(metrics: TrafficMetrics, exact: ExactMetrics | undefined, { bandwidth, percentiles = [] }: TrafficScope): void {
  if (!exact) throw new Error('The engine tells of a group that there is not');
  const { times, peak: _, ...numbers } = exact;
  const { timeToFirstByteMs, ...told } = metrics;
  expect(told).toEqual({ ...numbers, bitsPerSecondP95: bandwidth ? numbers.bitsPerSecondP95 : null });
  expect([...(timeToFirstByteMs?.keys() ?? [])]).toEqual(percentiles);
  for (const [percentile, time] of timeToFirstByteMs ?? []) {
    const place = ((times.length - 1) * percentile) / 100;
    const [below = null, above = null] = [times[Math.floor(place)], times[Math.ceil(place)]];
    expect(time === null).toBe(below === null);
    expect(time ?? 0).toBeGreaterThanOrEqual((below ?? 0) * 0.989 - 1e-6);
    expect(time ?? 0).toBeLessThanOrEqual((above ?? 0) * 1.011 + 1e-6);
  }
}
