import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import { reporting as routes } from '@edgegraph/rest/reporting.ts';
import { graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { type RouteAnswer, answering, servicesOf } from '../services.fixture.ts';
import { createSubgraph } from '../subgraph.ts';
import { reporting } from './resolvers.ts';
import { day, group, groups, metrics, report } from './traffic.fixture.ts';

const viewer = { userId: 1, login: 'ada@example.com', accountNumber: '0001', methods: new Set(httpMethods), modules: new Set(modules) };

async function ask(source: string, answers: readonly RouteAnswer[], variableValues: Record<string, unknown> = {}) {
  const { call, calls } = servicesOf(...answers);
  const { schema, contextFor } = createSubgraph(reporting, call);
  const { data, errors } = await graphql({ schema, source, variableValues, contextValue: contextFor({ viewer, token: 'token' }) });
  // As a client gets it.
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors, calls };
}

const traffic = (fields: string, more = ''): string => `{ customer { traffic(range: { from: "2015-05-17T00:00:00Z", to: "2015-05-18T00:00:00Z" }${more}) { ${fields} } } }`;

const cnames = (fields: string): string =>
  `{ _entities(representations: [${Array.from({ length: 100 }, (_, index) => `{ __typename: "EdgeCname", id: "${index + 1}" }`).join()}]) {
    ... on EdgeCname { traffic(range: { from: "2015-05-17T00:00:00Z", to: "2015-05-18T00:00:00Z" }) { ${fields} } } } }`;

const range = { begindate: '2015-05-17T00:00:00', enddate: '2015-05-17T23:59:59', timezone: 'UTC' };

const idsOf = ({ cnameids }: { cnameids?: unknown }): (number | null)[] => (cnameids ? [cnameids].flat().map(Number) : [null]);

const figures = { TimeToFirstByteMs: { 50: 12.5, 95: 80, 99: null }, BitsPerSecondP95: 8000 };

const reports = answering(routes.getTraffic, (input) => idsOf(input).map((id) => report(id, { Total: metrics(4, { Hits: 1n, ...figures }), Data: input.interval ? [day(4, figures)] : null })));

const twoGroups = answering(routes.getTrafficGroups, (input) => {
  const Data = input.interval ? [day(3)] : null;
  return idsOf(input).map((Id) => groups([group([404], 3, { Data, Total: metrics(3, figures) }), group([500], 1, { Data })], { Id, GroupCount: 7, Other: metrics(9) }));
});

describe('a report', () => {
  it('tells its figures, exactly, and until when they are complete, by one call', async () => {
    const { data, calls } = await ask(traffic('range { from to } completeUntil total { requests bytes originBytes hits misses errors hitRatio }'), [reports]);
    expect(data.customer.traffic).toEqual({
      range: { from: '2015-05-17T00:00:00.000Z', to: '2015-05-18T00:00:00.000Z' },
      completeUntil: '2015-05-17T12:00:00.000Z',
      total: { requests: '4', bytes: '4000', originBytes: '0', hits: '1', misses: '4', errors: '0', hitRatio: 0.25 },
    });
    expect(calls).toEqual([['getTraffic', range]]);
  });

  it('has no share of the cache where there was no request', async () => {
    const { data } = await ask(traffic('total { hitRatio }'), [answering(routes.getTraffic, () => [report(null)])]);
    expect(data.customer.traffic.total).toEqual({ hitRatio: null });
  });

  it('passes the filter and the time zone on', async () => {
    const { calls } = await ask(traffic('series(every: MONTH) { from }', ', filter: { status: { gte: 500 } }, timeZone: "Europe/Berlin"'), [reports]);
    expect(calls).toEqual([['getTraffic', { ...range, timezone: 'Europe/Berlin', filter: '{"Dimension":"status","Gte":500}', interval: 'month' }]]);
  });

  it.each([
    ['MINUTE', 'minute'],
    ['FIVE_MINUTES', 'fiveminutes'],
    ['FIFTEEN_MINUTES', 'fifteenminutes'],
    ['HOUR', 'hour'],
    ['DAY', 'day'],
    ['WEEK', 'week'],
    ['MONTH', 'month'],
  ])('has a series by %s', async (every, interval) => {
    const { data, calls } = await ask(traffic(`series(every: ${every}) { from to metrics { requests } }`), [reports]);
    expect(data.customer.traffic.series).toEqual([{ from: '2015-05-17T00:00:00.000Z', to: '2015-05-18T00:00:00.000Z', metrics: { requests: '4' } }]);
    expect(calls).toEqual([['getTraffic', { ...range, interval }]]);
  });

  it('reads nothing by itself', async () => {
    const { data, calls } = await ask(traffic('range { from } previous { range { from to } }'), []);
    expect(data.customer.traffic.previous.range).toEqual({ from: '2015-05-16T00:00:00.000Z', to: '2015-05-17T00:00:00.000Z' });
    expect(calls).toEqual([]);
  });
});

describe('the previous report', () => {
  it('is over the range of the same length before, with the same filter and time zone', async () => {
    const source = traffic('total { requests } previous { total { requests } }', ', filter: { ssl: true }, timeZone: "Asia/Tokyo"');
    const { calls } = await ask(source, [reports]);
    const asked = { timezone: 'Asia/Tokyo', filter: '{"Dimension":"ssl","In":[true]}' };
    expect(calls.map(([, input]) => input)).toEqual([
      { ...range, ...asked },
      { begindate: '2015-05-16T00:00:00', enddate: '2015-05-16T23:59:59', ...asked },
    ]);
  });

  it('reaches back once', async () => {
    const { data, errors } = await ask(traffic('previous { total { requests } previous { total { requests } } }'), [reports]);
    expect(data.customer.traffic.previous).toEqual({ total: { requests: '4' }, previous: null });
    expect(errors).toMatchObject([
      {
        message: 'previous reaches back once; for an earlier period ask traffic for its range.',
        path: ['customer', 'traffic', 'previous', 'previous'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});

describe('figures that are no sums', () => {
  it('are asked for only where they are selected', async () => {
    const { calls } = await ask(traffic('total { requests } series(every: DAY) { metrics { bitsPerSecondP95 } }'), [reports]);
    expect(calls.map(([, input]) => input)).toEqual([range, { ...range, interval: 'day', bandwidth: 1 }]);
  });

  it('are each told under its alias, through fragments, with its own percentile', async () => {
    const { data, calls } = await ask(
      `query ($p: Int, $yes: Boolean!) ${traffic('total { ...Times ... on TrafficMetrics { p95: timeToFirstByteMs(percentile: $p) } ... @include(if: $yes) { bits: bitsPerSecondP95 } }')}
       fragment Times on TrafficMetrics { timeToFirstByteMs none: timeToFirstByteMs(percentile: 99) }`,
      [reports],
      { p: 95, yes: true },
    );
    expect(data.customer.traffic.total).toEqual({ timeToFirstByteMs: 12.5, none: null, p95: 80, bits: 8000 });
    expect(calls).toEqual([['getTraffic', { ...range, percentiles: [50, 95, 99], bandwidth: 1 }]]);
  });

  it('are not asked for where `@skip` or `@include` leave them out', async () => {
    const source = `query ($no: Boolean!) ${traffic('total { requests timeToFirstByteMs @include(if: $no) ... @skip(if: true) { bitsPerSecondP95 } }')}`;
    const { calls } = await ask(source, [reports], { no: false });
    expect(calls).toEqual([['getTraffic', range]]);
  });

  it('refuse a percentile that there is not, and cost themselves alone', async () => {
    const { data, errors, calls } = await ask(traffic('total { requests p0: timeToFirstByteMs(percentile: 0) p100: timeToFirstByteMs(percentile: 100) p50: timeToFirstByteMs(percentile: null) }'), [reports]);
    expect(data.customer.traffic.total).toEqual({ requests: '4', p0: null, p100: null, p50: 12.5 });
    expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions.problems])).toEqual([
      ['p0', [{ path: 'percentile', message: 'must be 1 to 99.' }]],
      ['p100', [{ path: 'percentile', message: 'must be 1 to 99.' }]],
    ]);
    expect(calls).toEqual([['getTraffic', { ...range, percentiles: [50] }]]);
  });

  it('are not mistaken for unknown where the service left them out', async () => {
    const { errors } = await ask(traffic('total { timeToFirstByteMs(percentile: 75) }'), [reports]);
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  });
});

describe('groups', () => {
  it('are told with their keys, what is not on the page, and where the page stands', async () => {
    const { data, calls } = await ask(
      traffic('groups(by: [STATUS], first: 2) { nodes { key { status pop } total { requests } } other { requests } totalCount pageInfo { hasNextPage hasPreviousPage } }'),
      [twoGroups],
    );
    expect(data.customer.traffic.groups).toEqual({
      nodes: [
        { key: { status: 404, pop: null }, total: { requests: '3' } },
        { key: { status: 500, pop: null }, total: { requests: '1' } },
      ],
      other: { requests: '9' },
      totalCount: 7,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    expect(calls).toEqual([['getTrafficGroups', { ...range, groupby: ['status'], orderby: '-requests', first: 2, offset: 0, other: 1 }]]);
  });

  it('are counted only where more is selected than those on the page', async () => {
    const { calls } = await ask(traffic('groups(by: [PATH, METHOD], orderBy: { metric: TIME_TO_FIRST_BYTE_P95, direction: ASC }) { nodes { key { path } } }'), [twoGroups]);
    expect(calls).toEqual([['getTrafficGroups', { ...range, groupby: ['path', 'method'], orderby: 'timetofirstbyte', first: 10, offset: 0, other: 0 }]]);
  });

  it('are paged by the cursor of the last', async () => {
    const first = await ask(traffic('groups(by: [STATUS]) { pageInfo { endCursor } }'), [twoGroups]);
    const after = first.data.customer.traffic.groups.pageInfo.endCursor;
    const { data, calls } = await ask(traffic(`groups(by: [STATUS], after: "${after}") { pageInfo { hasNextPage hasPreviousPage } }`), [twoGroups]);
    expect(data.customer.traffic.groups.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: true });
    expect(calls).toMatchObject([['getTrafficGroups', { first: 10, offset: 2 }]]);
  });

  it.each([
    ['other dimensions', '[POP]', ''],
    ['another order', '[STATUS]', ', orderBy: { metric: BYTES }'],
    ['another direction', '[STATUS]', ', orderBy: { direction: ASC }'],
  ])('refuse the cursor of %s', async (_name, by, order) => {
    const first = await ask(traffic('groups(by: [STATUS]) { pageInfo { endCursor } }'), [twoGroups]);
    const after = first.data.customer.traffic.groups.pageInfo.endCursor;
    const { errors, calls } = await ask(traffic(`groups(by: ${by}${order}, after: "${after}") { totalCount }`), [twoGroups]);
    expect(errors).toMatchObject([{ path: ['customer', 'traffic', 'groups'], extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'after' }] } }]);
    expect(calls).toEqual([]);
  });

  it('come with their series by one call', async () => {
    const { data, calls } = await ask(traffic('groups(by: [STATUS]) { nodes { series(every: DAY) { metrics { requests } } } }'), [twoGroups]);
    expect(data.customer.traffic.groups.nodes).toEqual([{ series: [{ metrics: { requests: '3' } }] }, { series: [{ metrics: { requests: '3' } }] }]);
    expect(calls).toMatchObject([['getTrafficGroups', { interval: 'day' }]]);
  });

  it('come with several series by one call for each interval', async () => {
    const { data, errors, calls } = await ask(traffic('groups(by: [STATUS]) { nodes { days: series(every: DAY) { from } hours: series(every: HOUR) { from } } }'), [twoGroups]);
    expect(errors).toBeUndefined();
    expect(data.customer.traffic.groups.nodes[1].hours).toHaveLength(1);
    expect(calls).toMatchObject([['getTrafficGroups', { interval: 'day' }], ['getTrafficGroups', { interval: 'hour' }]]);
  });

  it('say so where a group has left the page between two calls', async () => {
    const changing = answering(routes.getTrafficGroups, ({ interval }) => [groups(interval === 'day' ? [group([404], 1, { Data: [] })] : [])]);
    const { data, errors } = await ask(traffic('groups(by: [STATUS]) { nodes { series(every: DAY) { from } hours: series(every: HOUR) { from } } }'), [changing]);
    expect(data.customer.traffic.groups.nodes).toEqual([{ series: [], hours: null }]);
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', service: 'reporting' } }]);
  });

  it('take no part in what a report below them needs', async () => {
    const below = 'edgeCname { traffic(range: { last: "P1D" }) { total { bitsPerSecondP95 } groups(by: [POP]) { totalCount nodes { series(every: HOUR) { from } } } } }';
    const byCname = answering(routes.getTrafficGroups, (input) => idsOf(input).map((Id) => groups([group([7], 1)], { Id })));
    const { calls } = await ask(traffic(`groups(by: [EDGE_CNAME]) { nodes { key { ${below} } } }`), [reports, byCname]);
    expect(calls[0]).toEqual(['getTrafficGroups', { ...range, groupby: ['cname'], orderby: '-requests', first: 10, offset: 0, other: 0 }]);
    expect(calls).toHaveLength(3);
  });
});

describe("a key's entities", () => {
  it('are references by id, null where none is known', async () => {
    const known = answering(routes.getTrafficGroups, () => [groups([group([12, 3], 1), group([0, 0], 1)])]);
    const { data } = await ask(traffic('groups(by: [EDGE_CNAME, ORIGIN]) { nodes { key { edgeCnameId edgeCname { id } originId origin { id } } } }'), [known]);
    expect(data.customer.traffic.groups.nodes.map(({ key }: { key: unknown }) => key)).toEqual([
      { edgeCnameId: '12', edgeCname: { id: '12' }, originId: '3', origin: { id: '3' } },
      { edgeCnameId: null, edgeCname: null, originId: null, origin: null },
    ]);
  });
});

describe('100 edge CNAMEs', () => {
  it('with sums, a watermark, a comparison, a series and groups are one call for each kind', async () => {
    const { data, errors, calls } = await ask(
      cnames('completeUntil total { requests timeToFirstByteMs(percentile: 95) } previous { total { requests } } series(every: DAY) { from } groups(by: [STATUS]) { nodes { total { bytes } series(every: DAY) { from } } }'),
      [reports, twoGroups],
    );
    expect(errors).toBeUndefined();
    expect(data._entities).toHaveLength(100);
    expect(calls.map(([name, input]) => [name, (input as { cnameids: unknown[] }).cnameids.length])).toEqual([
      ['getTraffic', 100],
      ['getTraffic', 100],
      ['getTraffic', 100],
      ['getTrafficGroups', 100],
    ]);
  });
});

describe('what the service refuses', () => {
  const refusing = (path: string) => [
    answering(routes.getTraffic, () => {
      throw badRequest([{ path, message: 'must not be.' }]);
    }),
    answering(routes.getTrafficGroups, () => {
      throw badRequest([{ path, message: 'must not be.' }]);
    }),
  ];

  it.each([
    ['begindate', 'total { requests }', 'range.from'],
    ['enddate', 'total { requests }', 'range.to'],
    ['timezone', 'total { requests }', 'timeZone'],
    ['interval', 'series(every: DAY) { from }', 'every'],
    ['interval', 'groups(by: [STATUS]) { nodes { series(every: DAY) { from } } }', 'nodes.series.every'],
    ['groupby.1', 'groups(by: [STATUS, STATUS]) { totalCount }', 'by.1'],
    ['first', 'groups(by: [STATUS], first: 0) { totalCount }', 'first'],
    ['offset', 'groups(by: [STATUS]) { totalCount }', 'after'],
    ['percentiles', 'total { timeToFirstByteMs }', 'timeToFirstByteMs.percentile'],
    ['filter', 'total { requests }', 'filter'],
    ['filter.And.0.Or.0.Gte', 'total { requests }', 'filter.or.0.status.gte'],
    ['filter.And.0.Or.1.In.1', 'total { requests }', 'filter.or.1.path.in.1'],
    ['filter.And.1.In.0', 'total { requests }', 'filter.pop.eq'],
  ])('of %s is told where the graph has it: %s', async (path, fields, told) => {
    const filter = ', filter: { or: [{ status: { gte: 500 } }, { path: { in: ["/", "/a"] } }], pop: { eq: "XXX" } }';
    const { errors } = await ask(traffic(fields, filter), refusing(path));
    expect(errors).toMatchObject([{ message: `${told}: must not be.`, extensions: { code: 'BAD_USER_INPUT', problems: [{ path: told, message: 'must not be.' }] } }]);
  });
});

describe('the limits of reports', () => {
  it('are told as the service tells them', async () => {
    const limits = answering(routes.getReportLimits, () => [{ Name: 'SeriesPoints', Value: 10_000n, Unit: 'points', Description: 'Points of one series.' }]);
    const { data } = await ask('{ customer { reportLimits { name value unit description } } }', [limits]);
    expect(data.customer.reportLimits).toEqual([{ name: 'SeriesPoints', value: '10000', unit: 'points', description: 'Points of one series.' }]);
  });
});
