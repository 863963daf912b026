import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sampleLogPath } from '@edgegraph/cdn/analytics/sample/sample.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, sampleRange, startProduct } from '../product.ts';

/** The log's lines, read by other means than the product's. */
const lines = gunzipSync(readFileSync(sampleLogPath)).toString().trimEnd().split('\n');

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product[Symbol.asyncDispose]());

const search = (query: string, variables: object = {}, token: string = product.adminToken) => product.graphql(query, { token, variables });

const connectionOf = async (args: string, fields: string) => {
  const { data, errors } = await search(`{ customer { rawLogs(range: ${sampleRange}${args}) { ${fields} } } }`);
  expect(errors).toBeUndefined();
  return data?.customer.rawLogs;
};

describe('raw logs', () => {
  it('tell each member of a request, with the entities that it names', async () => {
    const fields = `id time platform ssl edgeCnameId edgeCname { name } originId origin { directory } method path query protocol status cacheStatus bytes originBytes
      timeTakenMs timeToFirstByteMs clientIp referrer userAgent pop regionId`;
    const { nodes } = await connectionOf(', filter: { status: { eq: 500 } }', `nodes { ${fields} }`);
    expect(nodes).toHaveLength(2);
    expect(nodes[0]).toEqual({
      id: expect.any(String),
      time: '2015-05-18T15:05:42.000Z',
      platform: 'HTTP_LARGE',
      ssl: false,
      edgeCnameId: '1',
      edgeCname: { name: 'www.semicomplete.com' },
      originId: '1',
      origin: { directory: expect.any(String) },
      method: 'GET',
      path: '/misc/Title.php.txt',
      query: '',
      protocol: 'HTTP/1.1',
      status: 500,
      cacheStatus: 'NONE',
      bytes: '0',
      originBytes: '0',
      timeTakenMs: null,
      timeToFirstByteMs: null,
      clientIp: '66.249.73.135',
      referrer: '',
      userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      pop: '',
      regionId: null,
    });
  });

  it('are paged from the newest to the oldest, each line of the log once', async () => {
    const found: { id: string; time: string; clientIp: string }[] = [];
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo } = await connectionOf(`, first: 1000, after: ${JSON.stringify(after)}`, 'nodes { id time clientIp } pageInfo { hasNextPage hasPreviousPage endCursor }');
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      found.push(...nodes);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(new Set(found.map(({ id }) => id)).size).toBe(8000);
    expect(found.map(({ time }) => time)).toEqual(found.map(({ time }) => time).toSorted().toReversed());
    const addresses = (all: readonly string[]) => all.toSorted();
    expect(addresses(found.map(({ clientIp }) => clientIp))).toEqual(addresses(lines.map((line) => line.split(' ', 1)[0] ?? '')));
  });

  it.each([
    [', filter: { userAgent: { like: "*Googlebot*" } }', (line: string) => /"[^"]*Googlebot[^"]*"$/.test(line)],
    [', filter: { path: { prefix: "/images/" }, status: { gte: 300, lte: 399 } }', (line: string) => /"\w+ \/images\/\S* HTTP\/1\.\d" 3\d\d /.test(line)],
    [', filter: { or: [{ method: { in: ["HEAD", "POST"] } }, { referrer: { like: "*google*q=*" } }] }', (line: string) => /"(HEAD|POST) /.test(line) || /"[^"]*google[^"]*q=[^"]*" "[^"]*"$/.test(line)],
    [', clientIps: ["66.249.73.135", "46.105.14.53"]', (line: string) => /^(66\.249\.73\.135|46\.105\.14\.53) /.test(line)],
    [', minBytes: "10000000"', (line: string) => Number(/" \d{3} (\d+) /.exec(line)?.[1] ?? 0) >= 10_000_000],
    [', minTimeTakenMs: 0', () => false],
    [', filter: { edgeCnameId: { in: ["1"] }, platform: { in: [ADN] } }', () => false],
  ])('have what a search asks for%s', async (args, fits) => {
    const { nodes, pageInfo } = await connectionOf(`, first: 1000${args}`, 'nodes { id } pageInfo { hasNextPage }');
    expect(pageInfo.hasNextPage).toBe(false);
    expect(nodes).toHaveLength(lines.filter(fits).length);
  });

  it('are searched through to the beginning of the range, widened to whole seconds', async () => {
    const { data } = await search('{ customer { rawLogs(range: { from: "2015-05-18T15:05:42.900Z", to: "2015-05-18T15:05:42.950Z" }, filter: { status: { eq: 500 } }) { searchedFrom nodes { status } } } }');
    expect(data?.customer.rawLogs).toEqual({ searchedFrom: '2015-05-18T15:05:42.000Z', nodes: [{ status: 500 }] });
  });

  it.each([
    ['range: { from: "2015-05-18T00:00:00Z", to: "2015-05-17T00:00:00Z" }', 'range.to'],
    [`range: ${sampleRange}, after: "WzEsMV0"`, 'after'],
    [`range: ${sampleRange}, first: 1001`, 'first'],
    [`range: ${sampleRange}, minBytes: "-1"`, 'minBytes'],
    [`range: ${sampleRange}, minTimeTakenMs: -1`, 'minTimeTakenMs'],
    [`range: ${sampleRange}, filter: { status: { gte: 1000 } }`, 'filter.status.gte'],
  ])('refuse %s at its path', async (args, path) => {
    const { errors } = await search(`{ customer { rawLogs(${args}) { nodes { id } } } }`);
    expect(errors).toMatchObject([{ path: ['customer', 'rawLogs'], extensions: { code: 'BAD_USER_INPUT', problems: [{ path }] } }]);
  });

  it('are under RAW_LOGS alone, and the entities that they name under their own modules', async () => {
    const query = `{ customer { rawLogs(range: ${sampleRange}, first: 1) { nodes { path edgeCnameId edgeCname { name } } } } }`;
    const reports = await search(query, {}, await product.token(['GET'], ['CORE_REPORTS', 'EDGE_CNAMES']));
    expect(reports.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', requires: { method: 'GET', module: 'RAW_LOGS' } } }]);
    const { data, errors } = await search(query, {}, await product.token(['GET'], ['RAW_LOGS']));
    expect(data?.customer.rawLogs.nodes).toEqual([{ path: expect.any(String), edgeCnameId: '1', edgeCname: null }]);
    expect(errors).toMatchObject([{ path: ['customer', 'rawLogs', 'nodes', 0, 'edgeCname'], extensions: { code: 'FORBIDDEN', requires: { module: 'EDGE_CNAMES' } } }]);
  });

  it("are nobody else's", async () => {
    await product.customer('0002');
    const { data } = await search(`{ customer { rawLogs(range: ${sampleRange}) { nodes { id } } } }`, {}, await product.token(['GET'], ['RAW_LOGS'], '0002'));
    expect(data?.customer.rawLogs.nodes).toEqual([]);
  });

  it('reach back as far as content is kept, which the refusal of more tells', async () => {
    await product.customer('0003');
    await product.db.updateTable('customers').set({ contentDays: 90 }).where('accountNumber', '=', '0003').execute();
    const token = await product.token(['GET'], ['RAW_LOGS'], '0003');
    const { errors } = await search(`{ customer { rawLogs(range: ${sampleRange}) { nodes { id } } } }`, {}, token);
    const message = expect.stringContaining('is kept for 90 days (limit ContentRetentionDays)');
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'range.from', message }] } }]);
    expect((await search('{ customer { rawLogs(range: { last: "P30D" }) { nodes { id } } } }', {}, token)).errors).toBeUndefined();
  });
});
