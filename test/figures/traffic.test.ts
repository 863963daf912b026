import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Data } from '../product.ts';
import { dimensions } from './dimensions.ts';
import { type Bucket, type Sums, type Zone, bitsPerSecondP95, groups, hoursFromUtc, series, startOf, sumsOf } from './figures.ts';
import { between, type Line, log } from './log.ts';
import { all, type SampleProduct, some, type Span, span, startSampleProduct } from './sample-product.ts';

/** All sums that the log tells; no request of it was a hit. */
const inGraph = ({ requests, bytes, errors }: Sums) => ({ requests: String(requests), bytes: String(bytes), originBytes: '0', hits: '0', misses: String(requests), errors: String(errors) });
const members = 'requests bytes originBytes hits misses errors';
const inRest = ({ requests, bytes, errors }: Sums) => ({ Requests: requests, Bytes: bytes, OriginBytes: 0, Hits: 0, Misses: requests, Errors: errors });
const none: Sums = { requests: 0, bytes: 0, errors: 0 };

const together = (several: readonly Sums[]): Sums =>
  several.reduce((sum, { requests, bytes, errors }) => ({ requests: sum.requests + requests, bytes: sum.bytes + bytes, errors: sum.errors + errors }), none);

let sample: SampleProduct;
beforeAll(async () => {
  sample = await startSampleProduct();
});
afterAll(() => sample.product[Symbol.asyncDispose]());

describe.each([
  ['all of the sample', all],
  ['some hours of it', some],
])('the traffic of %s', (_name, range) => {
  const lines = between(range.from, range.to);

  it('has the sums that the log has, of the customer, its edge CNAME and its origin', async () => {
    const sums = sumsOf(lines);
    for (const subject of ['', '&cnameids=1', '&originids=1']) {
      const [report] = await sample.rest(`traffic?${range.dates}${subject}`);
      expect(report).toMatchObject({ Total: inRest(sums), Data: null });
    }
    const field = `traffic(${range.range}) { range { from to } total { ${members} hitRatio timeToFirstByteMs } }`;
    const expected = { range: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() }, total: { ...inGraph(sums), hitRatio: 0, timeToFirstByteMs: null } };
    const { traffic, edgeCname, origin } = await sample.customer(`${field} edgeCname(id: 1) { ${field} } origin(id: 1) { ${field} }`);
    expect([traffic, edgeCname.traffic, origin.traffic]).toEqual([expected, expected, expected]);
  });

  it('has the 95th percentile of the bandwidth of all its 5 minutes, by nearest rank', async () => {
    const expected = bitsPerSecondP95(log, range.from, range.to);
    const [report] = await sample.rest(`traffic?${range.dates}&bandwidth=1`);
    expect(report?.Total.BitsPerSecondP95).toBeCloseTo(expected, 6);
    const { traffic } = await sample.customer(`traffic(${range.range}) { total { bitsPerSecondP95 } }`);
    expect(traffic.total.bitsPerSecondP95).toBeCloseTo(expected, 6);
  });

  it.each(dimensions.map((dimension) => [dimension.name, dimension] as const))('has by %s the groups that the log has, most requests first', async (_dimension, { word, name, field, keyOf, inGraph: keyInGraph = (key) => key }) => {
    const found = [...groups(lines, keyOf)];
    const [first, second] = [found.slice(0, 1000), found.slice(1000)];
    const { traffic } = await sample.customer(`traffic(${range.range}) { groups(by: [${name}], first: 1000) { totalCount nodes { key { ${field} } total { ${members} } } other { ${members} } pageInfo { hasNextPage endCursor } } }`);
    const nodes = (page: typeof found) => page.map(([key, sums]) => ({ key: { [field]: keyInGraph(key) }, total: inGraph(sums) }));
    expect(traffic.groups.totalCount).toBe(found.length);
    expect(traffic.groups.nodes).toEqual(nodes(first));
    expect(traffic.groups.other).toEqual(second.length === 0 ? null : inGraph(together(second.map(([, sums]) => sums))));
    expect(traffic.groups.pageInfo.hasNextPage).toBe(second.length > 0);
    const [report] = await sample.rest(`traffic/groups?${range.dates}&groupby=${word}&first=1000`);
    expect(report?.GroupCount).toBe(found.length);
    expect(report?.Groups.map(({ Key: [key], Total }: Data) => [key, Total])).toEqual(first.map(([key, sums]) => [word === 'ssl' ? false : key, expect.objectContaining(inRest(sums))]));
    if (second.length === 0) return;
    const next = await sample.customer(`traffic(${range.range}) { groups(by: [${name}], first: 1000, after: "${traffic.groups.pageInfo.endCursor}") { nodes { key { ${field} } total { ${members} } } pageInfo { hasNextPage } } }`);
    expect(next.traffic.groups).toEqual({ nodes: nodes(second), pageInfo: { hasNextPage: false } });
    const [rest] = await sample.rest(`traffic/groups?${range.dates}&groupby=${word}&first=1000&offset=1000`);
    expect(rest?.Groups.map(({ Key: [key] }: Data) => key)).toEqual(second.map(([key]) => key));
  });
});

const zones: readonly Zone[] = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland'];

describe('a series', () => {
  it.each<[Bucket, Zone]>([
    ...(['MINUTE', 'FIVE_MINUTES', 'FIFTEEN_MINUTES'] as const).map((bucket): [Bucket, Zone] => [bucket, 'UTC']),
    ...(['HOUR', 'DAY', 'WEEK', 'MONTH'] as const).flatMap((bucket) => zones.filter((zone) => bucket !== 'HOUR' || hoursFromUtc[zone] % 1 === 0).map((zone): [Bucket, Zone] => [bucket, zone])),
  ])('by %s in %s has what the log has, without gaps', async (bucket, zone) => {
    const found = series(log, bucket, zone);
    const { traffic } = await sample.customer(`traffic(${all.range}, timeZone: "${zone}") { series(every: ${bucket}) { from to metrics { ${members} } } }`);
    const points: readonly Data[] = traffic.series;
    expect(Date.parse(points[0]?.from)).toBeLessThanOrEqual(Date.parse(all.from));
    expect(Date.parse(points.at(-1)?.to)).toBeGreaterThanOrEqual(Date.parse(all.to));
    points.slice(1).forEach(({ from }, index) => expect(from).toBe(points[index]?.to));
    expect(Object.fromEntries(points.map(({ from, metrics }) => [from, metrics]))).toEqual(Object.fromEntries(points.map(({ from }) => [from, inGraph(found.get(from) ?? none)])));
    expect(points.filter(({ metrics }) => metrics.requests !== '0')).toHaveLength(found.size);
    // Each reaches from the first to the last moment of one interval.
    expect(points.map(({ from, to }) => [startOf(Date.parse(from), bucket, zone), startOf(Date.parse(to) - 1, bucket, zone)])).toEqual(points.map(({ from }) => [Date.parse(from), Date.parse(from)]));
    const [report] = await sample.rest(`traffic?${all.dates}&interval=${bucket.toLowerCase().replace('_', '')}&timezone=${zone}`);
    expect(report?.Data.map(({ From, To, Requests, Bytes, Errors }: Data) => [Date.parse(From), Date.parse(To), Requests, Bytes, Errors])).toEqual(
      points.map(({ from, to, metrics }) => [Date.parse(from), Date.parse(to), Number(metrics.requests), Number(metrics.bytes), Number(metrics.errors)]),
    );
  });

  it('by day has the 95th percentile of the bandwidth of each day', async () => {
    const { traffic } = await sample.customer(`traffic(${all.range}) { series(every: DAY) { from to metrics { bitsPerSecondP95 } } }`);
    expect(traffic.series).toEqual(traffic.series.map(({ from, to }: Data) => ({ from, to, metrics: { bitsPerSecondP95: expect.closeTo(bitsPerSecondP95(log, from, to), 6) } })));
    expect(traffic.series).toHaveLength(4);
  });

  it('of each group adds up to what the log has of it', async () => {
    const found = groups(log, ({ status }) => status);
    const { traffic } = await sample.customer(`traffic(${all.range}) { groups(by: [STATUS], first: 3) { nodes { key { status } series(every: HOUR) { from metrics { requests bytes } } } } }`);
    expect(traffic.groups.nodes.map(({ key }: Data) => key.status)).toEqual([...found.keys()].slice(0, 3));
    for (const { key, series: points } of traffic.groups.nodes) {
      const byHour = series(log.filter(({ status }) => status === key.status), 'HOUR');
      expect(points).toEqual(points.map(({ from }: Data) => ({ from, metrics: { requests: String(byHour.get(from)?.requests ?? 0), bytes: String(byHour.get(from)?.bytes ?? 0) } })));
      expect(points.filter(({ metrics }: Data) => metrics.requests !== '0')).toHaveLength(byHour.size);
    }
  });
});

describe('groups', () => {
  it('of two dimensions are the pairs that the log has', async () => {
    const found = [...groups(log, ({ status, method }) => `${status} ${method}`)].map(([key, sums]) => [key, sums.requests]);
    const { traffic } = await sample.customer(`traffic(${all.range}) { groups(by: [STATUS, METHOD], first: 100) { nodes { key { status method } total { requests } } } }`);
    const pairs = traffic.groups.nodes.map(({ key, total }: Data) => [`${key.status} ${key.method}`, Number(total.requests)]);
    expect(pairs.toSorted()).toEqual(found.toSorted());
    const [report] = await sample.rest(`traffic/groups?${all.dates}&groupby=status,method&first=100`);
    expect(report?.Groups.map(({ Key, Total }: Data) => [Key.join(' '), Total.Requests])).toEqual(pairs);
  });

  it('by bytes begin with the files that the log has most bytes of, and put all others together', async () => {
    const found = [...groups(log, ({ path }) => path)].toSorted(([one, left], [other, right]) => right.bytes - left.bytes || (one < other ? -1 : 1));
    const top = found.slice(0, 5);
    const others = together(found.slice(5).map(([, sums]) => sums));
    const { traffic } = await sample.customer(`traffic(${all.range}) { groups(by: [PATH], orderBy: { metric: BYTES }, first: 5) { nodes { key { path } total { ${members} } } other { ${members} } } }`);
    expect(traffic.groups).toEqual({
      nodes: top.map(([path, sums]) => ({ key: { path }, total: inGraph(sums) })),
      other: inGraph(others),
    });
    const [report] = await sample.rest(`traffic/groups?${all.dates}&groupby=path&orderby=-bytes&first=5`);
    expect(report?.Groups.map(({ Key, Total }: Data) => [Key[0], Total.Bytes])).toEqual(top.map(([path, { bytes }]) => [path, bytes]));
    expect(report?.Other).toMatchObject(inRest(others));
  });

  it('of user agents by family are 8,000 in all, and hold the programs that name themselves', async () => {
    const families = async (filter: string): Promise<Record<string, number>> => {
      const { traffic } = await sample.customer(`traffic(${all.range}${filter}) { groups(by: [USER_AGENT_FAMILY], first: 1000) { other { requests } nodes { key { userAgentFamily } total { requests } } } }`);
      expect(traffic.groups.other).toBeNull();
      return Object.fromEntries(traffic.groups.nodes.map(({ key, total }: Data) => [key.userAgentFamily, Number(total.requests)]));
    };
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, each) => total + each, 0);
    const inAll = await families('');
    expect(sum(inAll)).toBe(8000);
    expect(inAll['']).toBe(log.filter(({ userAgent }) => userAgent === '').length);
    const naming = (token: string) => log.filter(({ userAgent }) => userAgent.includes(token)).length;
    for (const token of ['Googlebot', 'bingbot', 'UniversalFeedParser', 'curl']) {
      expect([token, sum(await families(`, filter: { userAgent: { like: "*${token}*" } }`))]).toEqual([token, naming(token)]);
    }
    expect(inAll.UniversalFeedParser).toBe(naming('UniversalFeedParser'));
    expect(inAll.curl).toBe(naming('curl'));
  });
});

describe('a filter', () => {
  it.each<[name: string, graph: string, rest: object, met: (line: Line) => boolean]>([
    ['a status', '{ status: { eq: 404 } }', { Dimension: 'status', In: [404] }, ({ status }) => status === 404],
    ['a span of statuses', '{ status: { gte: 300, lte: 399 } }', { And: [{ Dimension: 'status', Gte: 300 }, { Dimension: 'status', Lte: 399 }] }, ({ status }) => status >= 300 && status <= 399],
    ['a class of statuses', '{ statusClass: { notIn: [SUCCESSFUL] } }', { Dimension: 'statusclass', NotIn: ['2xx'] }, ({ status }) => status >= 300],
    ['the beginning of a path', '{ path: { prefix: "/presentations/" } }', { Dimension: 'path', Prefix: '/presentations/' }, ({ path }) => path.startsWith('/presentations/')],
    ['the form of a path', '{ path: { like: "*.png" } }', { Dimension: 'path', Like: '*.png' }, ({ path }) => path.endsWith('.png')],
    ['a referrer', '{ referrerHost: { in: ["www.google.com", "www.google.fr"] } }', { Dimension: 'referrerhost', In: ['www.google.com', 'www.google.fr'] }, ({ referrerHost }) => ['www.google.com', 'www.google.fr'].includes(referrerHost)],
    ['part of a user agent', '{ userAgent: { like: "*Googlebot*" } }', { Dimension: 'useragent', Like: '*Googlebot*' }, ({ userAgent }) => userAgent.includes('Googlebot')],
    [
      'one of two conditions, and not a third',
      '{ or: [{ method: { eq: "HEAD" } }, { status: { eq: 301 } }], not: { protocol: { eq: "HTTP/1.0" } } }',
      { And: [{ Or: [{ Dimension: 'method', In: ['HEAD'] }, { Dimension: 'status', In: [301] }] }, { Not: { Dimension: 'protocol', In: ['HTTP/1.0'] } }] },
      ({ method, status, protocol }) => (method === 'HEAD' || status === 301) && protocol !== 'HTTP/1.0',
    ],
    ['an edge CNAME and a cache status', '{ edgeCnameId: { eq: 1 }, cacheStatus: { in: [NONE] } }', { And: [{ Dimension: 'cname', In: [1] }, { Dimension: 'cachestatus', In: ['NONE'] }] }, () => true],
    ['HTTPS, which the log has none of', '{ ssl: true }', { Dimension: 'ssl', In: [true] }, () => false],
  ])('on %s counts the lines that meet it', async (_name, graph, rest, met) => {
    for (const each of [all, some]) {
      const sums = sumsOf(between(each.from, each.to).filter(met));
      const { traffic } = await sample.customer(`traffic(${each.range}, filter: ${graph}) { total { ${members} } }`);
      expect(traffic.total).toEqual(inGraph(sums));
      const [report] = await sample.rest(`traffic?${each.dates}&filter=${encodeURIComponent(JSON.stringify(rest))}`);
      expect(report?.Total).toMatchObject(inRest(sums));
    }
  });
});

describe('the period before', () => {
  it('has the sums of the same length directly before, under the same filter', async () => {
    const [period, before]: Span[] = [span('2015-05-18T12:00:00', '2015-05-19T00:00:00'), span('2015-05-18T00:00:00', '2015-05-18T12:00:00')];
    const met = ({ status }: Line) => status === 404;
    const { traffic } = await sample.customer(`traffic(${period?.range}, filter: { status: { eq: 404 } }) { total { ${members} } previous { range { from to } total { ${members} } } }`);
    const linesOf = ({ from, to }: Span) => between(from, to).filter(met);
    expect(traffic).toEqual({
      total: inGraph(sumsOf(period ? linesOf(period) : [])),
      previous: { range: { from: '2015-05-18T00:00:00.000Z', to: '2015-05-18T12:00:00.000Z' }, total: inGraph(sumsOf(before ? linesOf(before) : [])) },
    });
  });
});
