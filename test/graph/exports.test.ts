import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sampleLogPath } from '@edgegraph/cdn/analytics/sample/sample.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, sampleRange, startProduct } from '../product.ts';

const lines = gunzipSync(readFileSync(sampleLogPath)).toString().trimEnd().split('\n');

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product[Symbol.asyncDispose]());

const range = `range: ${sampleRange}`;

const create = (input: string, token: string = product.adminToken) =>
  product.graphql(`mutation { createExport(input: { ${input} }) { url fileName expiresAt } }`, { token });

const createRaw = (input: string, token: string = product.adminToken) =>
  product.graphql(`mutation { createRawLogExport(input: { ${input} }) { url fileName expiresAt } }`, { token });

async function urlOf(input: string, token?: string): Promise<string> {
  const { data, errors } = await create(input, token);
  expect(errors).toBeUndefined();
  return data?.createExport.url;
}

async function download(url: string) {
  const response = await fetch(product.url + url);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('an export of a report', () => {
  it('is a link that needs no token, has none in it, and ends', async () => {
    const { data } = await create(`report: { hitsByStatus: { ${range} } }, expiresInSeconds: 60`);
    const { url, fileName, expiresAt } = data?.createExport ?? {};
    expect(url).toMatch(/^\/exports\/[\w.-]+$/);
    expect(Buffer.from(url, 'base64url').toString() + Buffer.from(url.split(/[/.]/)[2], 'base64url').toString()).not.toContain(product.adminToken);
    expect(fileName).toBe('hits-by-status-2015-05-17T000000-2015-05-20T235959.csv');
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(0);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(60_000);
    const { status, headers } = await download(url);
    expect([status, headers.get('content-disposition')]).toEqual([200, `attachment; filename="${fileName}"`]);
  });

  it.each([
    ['hitsByStatus', `{ ${range} }`, /^status,hits,ratio\r\n200,7220,0.9025\r\n304,418,0.05225\r\n404,166,0.02075\r\n301,149,0.018625\r\n206,42,0.00525\r\n/],
    ['cacheStatuses', `{ ${range}, platform: HTTP_LARGE }`, /^cacheStatus,hits\r\nNONE,8000\r\n$/],
    [
      'bytesByInterval',
      '{ range: { from: "2015-05-18T00:00:00Z", to: "2015-05-18T01:00:00Z" }, every: HOUR, platform: HTTP_LARGE }',
      /^platform,sslOnly,from,bytes\r\nHTTP_LARGE,false,2015-05-18T00:00:00Z,\d+\r\n$/,
    ],
    ['topFiles', `{ ${range}, platform: HTTP_LARGE }`, /^path,hits,hitsRatio,bytes,bytesRatio,durationMs\r\n\/favicon\.ico,623,[\d.]+,\d+,[\d.]+,\r\n/],
    ['topDirectories', `{ ${range}, platform: HTTP_LARGE }`, /^path,hits,hitsRatio,bytes,bytesRatio,durationMs\r\n\/,\d+,/],
    ['completeDownloads', `{ ${range}, platform: HTTP_LARGE }`, /^path,attempts,complete,completeRatio\r\n\/\S+,\d+,\d+,[\d.]+\r\n/],
    ['traffic', `{ ${range} }`, /^requests,bytes,originBytes,hits,misses,errors,hitRatio,completeUntil\r\n8000,2244176947,0,0,8000,2,0,\d{4}-\S+Z\r\n$/],
    ['traffic', `{ ${range}, edgeCnameIds: [1], bitsPerSecondP95: true, timeToFirstBytePercentiles: [50, 95] }`, /^edgeCnameId,requests,\S+,hitRatio,bitsPerSecondP95,timeToFirstByteMsP50,timeToFirstByteMsP95,completeUntil\r\n1,8000,2244176947,/],
  ])('has the rows of %s', async (name, report, expected) => {
    const { status, text } = await download(await urlOf(`report: { ${name}: ${report} }`));
    expect(status).toBe(200);
    expect(text).toMatch(expected);
  });

  it('has a row for each interval of traffic, in the same figures as the graph', async () => {
    const { text } = await download(await urlOf(`report: { traffic: { ${range}, every: DAY } }, format: NDJSON`));
    const { data } = await product.graphql(`{ customer { traffic(${range}) { series(every: DAY) { from to metrics { requests bytes } } } } }`, { token: product.adminToken });
    const rows = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect(rows.map(({ from, to, requests, bytes }) => [Date.parse(from), Date.parse(to), String(requests), String(bytes)])).toEqual(
      data?.customer.traffic.series.map(({ from, to, metrics }: { from: string; to: string; metrics: { requests: string; bytes: string } }) => [Date.parse(from), Date.parse(to), metrics.requests, metrics.bytes]),
    );
    expect(rows).toHaveLength(4);
  });

  it.each([
    ['report: { hitsByStatus: { range: { from: "2015-05-18T00:00:00Z", to: "2015-05-17T00:00:00Z" } } }', 'input.report.hitsByStatus.range.to'],
    ['report: { hitsByStatus: { range: { last: "P-1D" } } }', 'input.report.hitsByStatus.range.last'],
    [`report: { bytesByInterval: { ${range}, every: WEEK } }`, 'input.report.bytesByInterval.every'],
    [`report: { bytesByInterval: { ${range}, every: DAY, sslOnly: true } }`, 'input.report.bytesByInterval.platform'],
    ['report: { bytesByInterval: { range: { from: "2015-01-01T00:00:00Z", to: "2015-05-17T00:00:00Z" }, every: DAY } }', 'input.report.bytesByInterval.range.to'],
    [`report: { traffic: { ${range}, filter: { or: [{ status: { gte: 1000 } }] } } }`, 'input.report.traffic.filter.or.0.status.gte'],
    [`report: { traffic: { ${range}, timeToFirstBytePercentiles: [100] } }`, 'input.report.traffic.timeToFirstBytePercentiles.0'],
    [`report: { trafficGroups: { ${range}, by: [] } }`, 'input.report.trafficGroups.by'],
    [`report: { hitsByStatus: { ${range} } }, expiresInSeconds: 59`, 'input.expiresInSeconds'],
    [`report: { hitsByStatus: { ${range} } }, expiresInSeconds: 86401`, 'input.expiresInSeconds'],
  ])('is refused when the link is made, at the path of what is wrong: %s', async (input, path) => {
    const { errors } = await create(input);
    expect(errors).toMatchObject([{ path: ['createExport'], extensions: { code: 'BAD_USER_INPUT', problems: [{ path }] } }]);
  });

  it('is refused where its filter makes too long a link', async () => {
    const paths = Array.from({ length: 500 }, (_, index) => `"/a/long/path/${index}"`).join(', ');
    const { errors } = await create(`report: { traffic: { ${range}, filter: { path: { in: [${paths}] } } } }`);
    expect(errors?.[0]?.message).toMatch(/makes a link of \d+ characters, of at most 8000/);
  });
});

describe('an export by REST', () => {
  it('refuses a parameter that its report does not have, so that none is overlooked', async () => {
    const body = { Report: 'hits', Input: { platform: 0, begindate: '2015-05-17', enddate: '2015-05-20', filter: '{}' } };
    const { status, json } = await product.rest('POST', '/v2/reporting/customers/0001/exports', { token: product.adminToken, body });
    expect([status, json.Problems]).toEqual([400, [{ Path: 'Input.filter', Message: 'is no parameter of this export; it has platform, begindate, enddate.' }]]);
  });
});

describe('an export of raw logs', () => {
  it('has each request of the log once, as it is in NDJSON', async () => {
    const { data } = await createRaw(`${range}, format: NDJSON`);
    const { text, headers } = await download(data?.createRawLogExport.url);
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const rows = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(8000);
    const agents = (all: readonly string[]) => all.toSorted();
    expect(agents(rows.map(({ userAgent, status, clientIp }) => `${clientIp} ${status} ${userAgent}`))).toEqual(
      agents(lines.map((line) => line.replace(/^(\S+) .*?\] ".*?" (\d{3}) \S+ "[^"]*" "(.*)"$/, (_, ip, status, agent) => `${ip} ${status} ${agent === '-' ? '' : agent}`))),
    );
  });

  it('has what its search finds', async () => {
    const { data } = await createRaw(`${range}, filter: { status: { eq: 500 } }`);
    const [head, ...rows] = (await download(data?.createRawLogExport.url)).text.trimEnd().split('\r\n');
    expect(head).toBe('time,platform,ssl,edgeCnameId,originId,method,path,query,protocol,status,cacheStatus,bytes,originBytes,timeTakenMs,timeToFirstByteMs,clientIp,referrer,userAgent,pop,regionId,id');
    expect(rows.map((row) => row.split(',', 7))).toEqual(['15:05:42', '03:05:34'].map((time) => [`2015-05-18T${time}.000Z`, 'HTTP_LARGE', 'false', '1', '1', 'GET', '/misc/Title.php.txt']));
  });

  it('is refused at the path of what is wrong', async () => {
    const { errors } = await createRaw(`${range}, minBytes: "-1"`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'input.minBytes' }] } }]);
  });
});

describe('the right to an export', () => {
  const hits = `report: { hitsByStatus: { ${range} } }`;

  it.each([
    ['createExport', 'CORE_REPORTS', 'RAW_LOGS', create, hits],
    ['createRawLogExport', 'RAW_LOGS', 'CORE_REPORTS', createRaw, range],
  ] as const)('%s asks POST on %s', async (name, module, other, make, input) => {
    const denied = { message: expect.any(String), path: [name], extensions: { code: 'FORBIDDEN', status: 403, requires: { method: 'POST', module } } };
    for (const token of [await product.token(['GET', 'POST'], [other]), await product.token(['GET'], [module])]) {
      const { status, errors } = await make(input, token);
      expect([status, errors]).toEqual([403, [expect.objectContaining(denied)]]);
    }
    expect((await make(input, await product.token(['GET', 'POST'], [module]))).errors).toBeUndefined();
  });

  it('is told to be of no use, where the token may not read the report', async () => {
    const { errors } = await create(hits, await product.token(['POST'], ['CORE_REPORTS']));
    expect(errors).toMatchObject([{ message: 'The link would be good for nothing: this token lacks GET on CORE_REPORTS, which the download needs.', extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('ends with the token', async () => {
    const token = await product.token(['GET', 'POST'], ['CORE_REPORTS']);
    const url = await urlOf(hits, token);
    expect((await download(url)).status).toBe(200);
    await grantLatest('methods: [], modules: [CORE_REPORTS]');
    expect(await download(url)).toMatchObject({ status: 403, text: expect.stringContaining('The token that made this link was revoked') });
  });

  it('ends with the module, and is told what is missing', async () => {
    const token = await product.token(['GET', 'POST'], ['CORE_REPORTS', 'DASHBOARD']);
    const url = await urlOf(hits, token);
    await grantLatest('methods: [GET, POST], modules: [DASHBOARD]');
    expect(await download(url)).toMatchObject({ status: 403, text: 'The user who made this link lacks GET on CORE_REPORTS; an administrator grants it on the Users page.\n' });
  });

  it('is not for its holder to widen: a link that was changed is none', async () => {
    const url = await urlOf(hits);
    const [, payload = '', signature = ''] = /^\/exports\/([^.]+)\.(.+)$/.exec(url) ?? [];
    const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), accountNumber: '0002' };
    const forged = `/exports/${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`;
    for (const each of [forged, url.slice(0, -1), `${url}A`, '/exports/', '/exports/x', '/exports/%00', `/exports/${payload}`]) {
      expect(await download(each)).toMatchObject({ status: 403, text: 'This is no link that was made here, or it was changed or cut on its way; make a new one with createExport.\n' });
    }
  });

  it('is in the access log: who made the link, and from where it was used', async () => {
    await download(await urlOf(hits));
    const { data } = await product.graphql('{ customer { accessLog(kinds: [EXPORT_CREATED, EXPORT_DOWNLOADED], first: 2) { nodes { kind actorLogin address detail } } } }', { token: product.adminToken });
    const detail = 'hits of 2015-05-17T00:00:00 to 2015-05-20T23:59:59 as CSV';
    expect(data?.customer.accessLog.nodes).toEqual(['EXPORT_DOWNLOADED', 'EXPORT_CREATED'].map((kind) => ({ kind, actorLogin: 'admin@example.com', address: '127.0.0.1', detail })));
  });

  /** Changes what is granted to the user that was made last. */
  async function grantLatest(grants: string): Promise<void> {
    const { id, version } = await product.db.selectFrom('users').select(['id', 'version']).orderBy('id', 'desc').executeTakeFirstOrThrow();
    const saved = await product.graphql(`mutation { setPermissions(input: { userId: ${id}, expectedVersion: ${version}, ${grants} }) { permissions { version } } }`, { token: product.adminToken });
    expect(saved.errors).toBeUndefined();
  }
});
