import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

const days = 'range: { from: "2015-05-17T00:00:00Z", to: "2015-05-21T00:00:00Z" }';

const dimensions = 'PLATFORM SSL EDGE_CNAME ORIGIN PATH DIRECTORY STATUS STATUS_CLASS CACHE_STATUS POP REGION REFERRER REFERRER_HOST USER_AGENT_FAMILY METHOD PROTOCOL'.split(' ');

interface Figures {
  readonly requests: string;
  readonly bytes: string;
}

const sum = (figures: readonly Figures[], of: keyof Figures): number => figures.reduce((total, each) => total + Number(each[of]), 0);

describe('the traffic of the sample', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product[Symbol.asyncDispose]());

  const ask = (fields: string, given = days) => product.graphql(`{ customer { traffic(${given}) { ${fields} } } }`, { token: product.adminToken });

  async function traffic(fields: string, given = days) {
    const { data, errors } = await ask(fields, given);
    expect(errors).toBeUndefined();
    return data?.customer.traffic;
  }

  // Counted with awk in the log itself.
  it.each([
    ['{}', 8000, 2_244_176_947],
    ['{ status: { gte: 500 } }', 2, 0],
    ['{ status: { gte: 400, lte: 499 } }', 169, 205_732],
    ['{ status: { in: [404, 301] } }', 315, 253_990],
    ['{ status: { notIn: [200] } }', 780, 5_986_735],
    ['{ not: { status: { eq: 200 } } }', 780, 5_986_735],
    ['{ statusClass: { eq: CLIENT_ERROR } }', 169, 205_732],
    ['{ path: { prefix: "/blog/" } }', 1576, 22_712_865],
    ['{ path: { like: "*.png" } }', 1823, 111_698_327],
    ['{ path: { like: "/?avicon.?co" } }', 623, 2_208_266],
    ['{ path: { like: "\\\\*.png" } }', 0, 0],
    ['{ userAgent: { like: "*bot*" } }', 949, 151_664_114],
    ['{ userAgent: { eq: "" } }', 173, 54_546_578],
    ['{ referrer: { prefix: "http://semicomplete.com/" } }', 1630, 176_208_747],
    ['{ referrerHost: { eq: "www.google.com" } }', 179, 20_605_267],
    ['{ directory: { eq: "/images/" } }', 578, 32_916_498],
    ['{ or: [{ method: { in: ["HEAD", "POST"] } }, { status: { eq: 404 }, method: { eq: "GET" } }] }', 195, 215_231],
    ['{ protocol: { eq: "HTTP/1.1" }, not: { or: [{ status: { eq: 200 } }, { status: { eq: 304 } }] } }', 294, 5_964_017],
    ['{ and: [{ path: { prefix: "/blog/" } }, { path: { prefix: "/images/" } }] }', 0, 0],
    ['{ edgeCnameId: { eq: 1 }, originId: { in: [1] }, platform: { eq: HTTP_LARGE }, ssl: false }', 8000, 2_244_176_947],
    ['{ edgeCnameId: { eq: 0 } }', 0, 0],
    ['{ cacheStatus: { in: [NONE] }, regionId: { eq: -1 } }', 8000, 2_244_176_947],
    ['{ or: [] }', 0, 0],
    ['{ not: { status: { in: [] } } }', 8000, 2_244_176_947],
  ])('that meets %s has %i requests', async (filter, requests, bytes) => {
    const { total } = await traffic('total { requests bytes }', `${days}, filter: ${filter}`);
    expect(total).toEqual({ requests: String(requests), bytes: String(bytes) });
  });

  it.each(dimensions)('by %s adds up to the whole, the groups of the page and all others', async (dimension) => {
    const { groups } = await traffic(`groups(by: [${dimension}], first: 3) { nodes { total { requests bytes } } other { requests bytes } totalCount pageInfo { hasNextPage } }`);
    const totals: Figures[] = groups.nodes.map(({ total }: { total: Figures }) => total);
    expect(totals.length).toBe(Math.min(groups.totalCount, 3));
    expect({ hasOther: groups.other !== null, ...groups.pageInfo }).toEqual({ hasOther: groups.totalCount > 3, hasNextPage: groups.totalCount > 3 });
    const all = [...totals, ...(groups.other ? [groups.other] : [])];
    expect([sum(all, 'requests'), sum(all, 'bytes')]).toEqual([8000, 2_244_176_947]);
  });

  it('by path has the most requested first, of those that a filter picks', async () => {
    const { groups } = await traffic(
      'groups(by: [PATH], first: 3) { nodes { key { path status } total { requests bytes } } other { requests } totalCount }',
      `${days}, filter: { statusClass: { eq: SUCCESSFUL }, not: { path: { like: "*.css" } } }`,
    );
    expect(groups).toEqual({
      nodes: [
        { key: { path: '/favicon.ico', status: null }, total: { requests: '614', bytes: '2208266' } },
        { key: { path: '/', status: null }, total: { requests: '478', bytes: '16020105' } },
        { key: { path: '/images/jordan-80.png', status: null }, total: { requests: '403', bytes: '2476838' } },
      ],
      other: { requests: '4691' },
      totalCount: 1034,
    });
  });

  it('by several dimensions is in the order asked for', async () => {
    const { groups } = await traffic('groups(by: [STATUS_CLASS, METHOD], orderBy: { metric: ERRORS }, first: 2) { nodes { key { statusClass method } total { errors } } }');
    expect(groups.nodes[0]).toEqual({ key: { statusClass: 'SERVER_ERROR', method: 'GET' }, total: { errors: '2' } });
    const ascending = await traffic('groups(by: [STATUS], orderBy: { direction: ASC }, first: 2) { nodes { key { status } total { requests } } }');
    expect(ascending.groups.nodes).toEqual([
      { key: { status: 403 }, total: { requests: '1' } },
      { key: { status: 416 }, total: { requests: '2' } },
    ]);
  });

  it('is paged through without a gap or a repetition', async () => {
    const paths: string[] = [];
    let after: string | null = null;
    do {
      const { groups } = await traffic(`groups(by: [PATH], first: 500, after: ${JSON.stringify(after)}) { nodes { key { path } } totalCount pageInfo { hasNextPage endCursor } }`);
      paths.push(...groups.nodes.map(({ key }: { key: { path: string } }) => key.path));
      expect(groups.totalCount).toBe(1261);
      after = groups.pageInfo.hasNextPage ? groups.pageInfo.endCursor : null;
    } while (after !== null);
    expect([paths.length, new Set(paths).size]).toEqual([1261, 1261]);
  });

  it.each([
    ['MINUTE', 5760],
    ['FIVE_MINUTES', 1152],
    ['FIFTEEN_MINUTES', 384],
    ['HOUR', 96],
    ['DAY', 4],
    ['WEEK', 2],
    ['MONTH', 1],
  ])('by %s has %i points without a gap, which add up', async (every, count) => {
    const { series } = await traffic(`series(every: ${every}) { from to metrics { requests bytes } }`);
    expect(series).toHaveLength(count);
    expect(series.slice(1).map(({ from }: { from: string }) => from)).toEqual(series.slice(0, -1).map(({ to }: { to: string }) => to));
    const figures = series.map(({ metrics }: { metrics: Figures }) => metrics);
    expect([sum(figures, 'requests'), sum(figures, 'bytes')]).toEqual([8000, 2_244_176_947]);
  });

  it('by day has the days of a time zone', async () => {
    const { series } = await traffic('series(every: DAY) { from metrics { requests } }', `${days}, timeZone: "America/Los_Angeles"`);
    expect(series.map(({ from, metrics }: { from: string; metrics: Figures }) => [from, metrics.requests])).toEqual([
      ['2015-05-16T07:00:00.000Z', '0'],
      ['2015-05-17T07:00:00.000Z', '2466'],
      ['2015-05-18T07:00:00.000Z', '2913'],
      ['2015-05-19T07:00:00.000Z', '2621'],
      ['2015-05-20T07:00:00.000Z', '0'],
    ]);
  });

  it('by day has 23 hours where the clocks go forward', async () => {
    const { series } = await traffic('series(every: DAY) { from to }', 'range: { from: "2015-03-28T00:00:00Z", to: "2015-03-30T00:00:00Z" }, timeZone: "Europe/Berlin"');
    expect(series).toEqual([
      { from: '2015-03-27T23:00:00.000Z', to: '2015-03-28T23:00:00.000Z' },
      { from: '2015-03-28T23:00:00.000Z', to: '2015-03-29T22:00:00.000Z' },
      { from: '2015-03-29T22:00:00.000Z', to: '2015-03-30T22:00:00.000Z' },
    ]);
  });

  it('stands beside the period before, with the same filter', async () => {
    const fields = 'range { from to } total { requests errors } series(every: DAY) { metrics { requests } } groups(by: [STATUS], first: 1) { nodes { total { requests } } }';
    const { previous, ...period } = await traffic(`${fields} previous { ${fields} }`, 'range: { from: "2015-05-19T00:00:00Z", to: "2015-05-20T00:00:00Z" }, filter: { path: { prefix: "/" } }');
    expect(period).toMatchObject({ total: { requests: '2896', errors: '0' }, series: [{ metrics: { requests: '2896' } }] });
    expect(previous).toMatchObject({
      range: { from: '2015-05-18T00:00:00.000Z', to: '2015-05-19T00:00:00.000Z' },
      total: { requests: '2893', errors: '2' },
      series: [{ metrics: { requests: '2893' } }],
    });
    expect(Number(previous.groups.nodes[0].total.requests)).toBeGreaterThan(0);
  });

  it('has of each group a series as long as the whole', async () => {
    const { groups } = await traffic('groups(by: [STATUS], first: 2) { nodes { key { status } total { requests } series(every: DAY) { metrics { requests bytes } } } }');
    for (const { total, series } of groups.nodes) {
      expect(series).toHaveLength(4);
      expect(sum(series.map(({ metrics }: { metrics: Figures }) => metrics), 'requests')).toBe(Number(total.requests));
    }
  });

  it('has the sums of a group also where its series is widened to whole months', async () => {
    const { groups } = await traffic(
      'groups(by: [PLATFORM]) { nodes { total { requests } series(every: MONTH) { metrics { requests } } } }',
      'range: { from: "2015-05-18T00:00:00Z", to: "2015-05-19T00:00:00Z" }',
    );
    expect(groups.nodes).toEqual([{ total: { requests: '2893' }, series: [{ metrics: { requests: '8000' } }] }]);
  });

  it('says until when it is complete', async () => {
    const { completeUntil, previous } = await traffic('completeUntil previous { completeUntil }');
    expect(Date.parse(completeUntil)).toBeGreaterThan(Date.parse('2015-05-21T00:00:00Z'));
    expect(previous).toEqual({ completeUntil });
  });

  it('names the edge CNAMEs and origins of its groups, each under its own permission', async () => {
    const query = `{ customer { traffic(${days}) { groups(by: [EDGE_CNAME, ORIGIN]) { nodes { key { edgeCnameId edgeCname { name } originId origin { directory } } total { requests } } } } } }`;
    const all = await product.graphql(query, { token: product.adminToken });
    const key = { edgeCnameId: '1', edgeCname: { name: 'www.semicomplete.com' }, originId: '1', origin: { directory: 'semicomplete' } };
    expect(all.data?.customer.traffic.groups.nodes).toEqual([{ key, total: { requests: '8000' } }]);

    const part = await product.graphql(query, { token: await product.token(['GET'], ['CORE_REPORTS', 'CUSTOMER_ORIGINS']) });
    expect(part.data?.customer.traffic.groups.nodes).toEqual([{ key: { ...key, edgeCname: null }, total: { requests: '8000' } }]);
    expect(part.errors).toMatchObject([
      { path: ['customer', 'traffic', 'groups', 'nodes', 0, 'key', 'edgeCname'], extensions: { code: 'FORBIDDEN', requires: { method: 'GET', module: 'EDGE_CNAMES' } } },
    ]);
  });

  it('of another customer is not in a filter, be the id known or unknown', async () => {
    await product.customer('0002');
    const token = await product.token(['GET'], ['CORE_REPORTS'], '0002');
    const told = async (id: number): Promise<string> => {
      const { errors } = await product.graphql(`{ customer { traffic(${days}, filter: { edgeCnameId: { in: [${id}] } }) { total { requests } } } }`, { token });
      return JSON.stringify(errors?.map(({ message, extensions }) => ({ message, extensions }))).replaceAll(` ${id}.`, ' ID.');
    };
    const [foreign, unknown] = [await told(1), await told(4711)];
    expect(JSON.parse(foreign)).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'filter.edgeCnameId.in.0', message: 'There is no edge CNAME ID.' }] } }]);
    expect(foreign).toBe(unknown);
  });

  const nested = (levels: number): string => (levels === 0 ? '{ ssl: true, status: { eq: 1 } }' : `{ not: ${nested(levels - 1)} }`);

  it.each([
    ['a wrong date', 'range: { from: "2015-05-17T00:00:00Z", to: "2015-05-17T00:00:00Z" }', 'total { requests }', 'range.to', 'later than'],
    ['a time zone that there is not', `${days}, timeZone: "Europe/Atlantis"`, 'total { requests }', 'timeZone', 'time zone'],
    ['too many points', 'range: { from: "2015-05-01T00:00:00Z", to: "2015-05-21T00:00:00Z" }', 'series(every: MINUTE) { from }', 'every', '10,000'],
    ['too many points of a group', 'range: { from: "2015-05-01T00:00:00Z", to: "2015-05-21T00:00:00Z" }', 'groups(by: [POP]) { nodes { series(every: MINUTE) { from } } }', 'nodes.series.every', '10,000'],
    ['no dimension', days, 'groups(by: []) { totalCount }', 'by', 'dimension'],
    ['too many dimensions', days, 'groups(by: [POP, METHOD, STATUS, PATH]) { totalCount }', 'by', 'of at most 3'],
    ['a dimension twice', days, 'groups(by: [POP, POP]) { totalCount }', 'by', 'twice'],
    ['too many groups', days, 'groups(by: [POP], first: 1001) { totalCount }', 'first', '1,000'],
    ['no group', days, 'groups(by: [POP], first: 0) { totalCount }', 'first', '1,000'],
    ['a cursor of something else', days, 'groups(by: [POP], after: "WzEsMV0") { totalCount }', 'after', 'cursor'],
    ['an unknown POP', `${days}, filter: { pop: { in: ["LAX", "XYZ"] } }`, 'total { requests }', 'filter.pop.in.1', 'XYZ'],
    ['a status that there is not', `${days}, filter: { or: [{ ssl: true }, { status: { gte: 1000 } }] }`, 'total { requests }', 'filter.or.1.status.gte', '999'],
    ['an id that is none', `${days}, filter: { originId: { eq: "first" } }`, 'total { requests }', 'filter.originId.eq', 'whole number'],
    ['too deep a filter', `${days}, filter: ${nested(10)}`, 'total { requests }', `filter${'.not'.repeat(10)}`, 'of at most 10'],
    ['too many conditions', `${days}, filter: { or: [${'{ ssl: true }'.repeat(101)}] }`, 'total { requests }', 'filter', 'of at most 100'],
  ])('refuses %s, and names the input and the limit', async (_name, given, fields, path, message) => {
    const { errors } = await ask(fields, given);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path, message: expect.stringContaining(message) }] } }]);
  });

  it('has limits that are told by name', async () => {
    const { data } = await product.graphql('{ customer { reportLimits { name value unit description } } }', { token: product.adminToken });
    expect(data?.customer.reportLimits).toContainEqual({ name: 'GroupDimensions', value: '3', unit: 'dimensions', description: expect.any(String) });
  });
});
