import { updateCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, sampleRange, startProduct } from '../product.ts';

const rest = '/v2/reporting/customers/0001';
const dates = 'begindate=2015-05-17&enddate=2015-05-20T23:59:59';
const name = 'www.semicomplete.com';

let product: Product;
let token: string;
/** The routes that subgraphs have called. */
const called: string[] = [];
beforeAll(async () => {
  product = await startProduct({
    throughCall: (call) => (route, input, caller) => {
      called.push(route.path);
      return call(route, input, caller);
    },
  });
  token = product.adminToken;
});
afterAll(() => product[Symbol.asyncDispose]());

/** What a field of the customer answers. */
async function ask(field: string, as = token) {
  const { data, errors } = await product.graphql(`{ customer { answer: ${field} } }`, { token: as });
  expect(errors).toBeUndefined();
  return data?.customer.answer;
}

/** What is wrong with a field's arguments. */
async function problems(field: string) {
  const { data, errors } = await product.graphql(`{ customer { answer: ${field} } }`, { token });
  expect(data).toEqual({ customer: { answer: null } });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', status: 400 } }]);
  return errors?.[0]?.extensions?.problems;
}

const fromRest = async (path: string) => (await product.rest('GET', `${rest}${path}`, { token })).json;

describe('reports of content', () => {
  it('are the same by GraphQL and REST', async () => {
    const files = await ask(`topFiles(range: ${sampleRange}, platform: HTTP_LARGE) { path hits hitsRatio bytes bytesRatio durationMs }`);
    const same = (await fromRest(`/media/3/filestats?${dates}`)).map((file: Record<string, number | string>) => ({
      path: file.Path,
      hits: String(file.Hits),
      hitsRatio: Number(file.HitsPercent) / 100,
      bytes: String(file.DataTransferred),
      bytesRatio: Number(file.DataTransferredPercentage) / 100,
      durationMs: null,
    }));
    expect(files).toHaveLength(250);
    expect(files).toEqual(same);
  });

  it('are of directories and downloads, too', async () => {
    const directories = await ask(`topDirectories(range: ${sampleRange}, platform: HTTP_LARGE) { path hits bytes }`);
    const [first] = await fromRest(`/media/3/directorystats?${dates}`);
    expect(directories[0]).toEqual({ path: first.FullDirectoryPath, hits: String(first.Hits), bytes: String(first.DataTransferred) });
    const downloads = await ask(`completeDownloads(range: ${sampleRange}, platform: HTTP_LARGE) { path attempts complete completeRatio }`);
    const all = await fromRest(`/media/3/completedownloads?${dates}`);
    expect(downloads).toEqual(
      all.map((file: Record<string, number | string>) => ({
        path: file.File,
        attempts: String(file.DownloadAttempts),
        complete: String(file.CompleteDownloads),
        completeRatio: Number(file.CompleteDownloadPercent) / 100,
      })),
    );
  });

  it.each(['topFiles', 'topDirectories', 'completeDownloads'])('%s refuses a platform that has none', async (field) => {
    const path = field === 'completeDownloads' ? 'attempts' : 'hits';
    expect(await problems(`${field}(range: ${sampleRange}, platform: HTTP_SMALL) { ${path} }`)).toMatchObject([{ path: 'platform' }]);
  });
});

describe('usage', () => {
  it('is what trafficusage tells in both of its units', async () => {
    const usage = await ask('usage(month: "2015-05", platform: HTTP_LARGE) { month bytes gigabytes megabitsPerSecondP95 closesAt isFinal completeUntil }');
    expect(usage).toEqual({
      month: '2015-05',
      bytes: '2244176947',
      gigabytes: (await fromRest('/media/3/region/-1/units/2/trafficusage?begindate=2015-05-01')).UsageResult,
      megabitsPerSecondP95: (await fromRest('/media/3/region/-1/units/1/trafficusage?begindate=2015-05-01')).UsageResult,
      closesAt: '2015-06-03T00:00:00.000Z',
      isFinal: true,
      completeUntil: expect.any(String),
    });
    expect(usage.gigabytes).toBe(2.244176947);
  });

  it('is of HTTPS alone, and of a region, where that is asked', async () => {
    for (const more of ['sslOnly: true', 'regionId: "0"']) {
      expect(await ask(`usage(month: "2015-05", platform: HTTP_LARGE, ${more}) { bytes }`)).toEqual({ bytes: '0' });
    }
  });

  it.each([
    ['month: "May"', 'month', 'must be a month such as "2015-05".'],
    ['month: "2015-13"', 'month', 'must be a month such as "2015-05".'],
    ['month: "2999-01"', 'month', 'is a month that has not begun.'],
    ['month: "2015-05", regionId: "7"', 'regionId', expect.stringContaining('has no billing region 7')],
    ['month: "2015-05", regionId: "x"', 'regionId', 'must be a whole number.'],
  ])('refuses %s', async (given, path, message) => {
    expect(await problems(`usage(${given}, platform: HTTP_LARGE) { bytes }`)).toEqual([{ path, message }]);
  });

  it('has regions, of which the ids are what it takes', async () => {
    const regions = await ask('billingRegions { id code name }');
    expect(regions).toEqual([
      { id: '-1', code: 'GL', name: 'Global' },
      { id: '0', code: 'NAEU', name: 'North America & Europe' },
      { id: '1', code: 'AP', name: 'Asia' },
    ]);
  });
});

describe('custom reports', () => {
  it('hand out the edge CNAME of each code', async () => {
    const code = { code: 10_000, platform: 'HTTP_LARGE', edgeCname: { id: '1', name } };
    expect(await ask('reportCodes { code platform hits bytes edgeCname { id name } }')).toEqual([{ ...code, hits: null, bytes: null }]);
    expect(await ask(`reportCodes(range: ${sampleRange}) { code platform hits bytes edgeCname { id name } }`)).toEqual([
      { ...code, hits: '8000', bytes: '2244176947' },
    ]);
    expect(await ask(`reportCodes(range: ${sampleRange}, platform: ADN) { code }`)).toEqual([]);
    expect(await fromRest('/reportcodes')).toEqual([{ Description: name, MediaTypeid: 3, ReportCode: 10_000 }]);
  });

  it('hide it from those who may not see edge CNAMEs', async () => {
    const reader = await product.token(['GET'], ['CUSTOM_REPORTS']);
    const { data, errors } = await product.graphql('{ customer { reportCodes { code edgeCname { name } } } }', { token: reader });
    expect(data?.customer.reportCodes).toEqual([{ code: 10_000, edgeCname: null }]);
    expect(errors).toMatchObject([{ path: ['customer', 'reportCodes', 0, 'edgeCname'], extensions: { code: 'FORBIDDEN', requires: { module: 'EDGE_CNAMES' } } }]);
  });

  it('break down requests and bytes, the same as REST', async () => {
    const fields = '{ code total edgeCname { name } groups { name value ratio } }';
    const [byStatus] = await ask(`customReport(range: ${sampleRange}, platform: HTTP_LARGE) ${fields}`);
    expect(byStatus).toMatchObject({ code: 10_000, total: '8000', edgeCname: { name } });
    expect(byStatus.groups.slice(0, 2)).toEqual([
      { name: '200', value: '7220', ratio: 0.9025 },
      { name: '304', value: '418', ratio: 0.05225 },
    ]);
    const byCache = await ask(`customReport(range: ${sampleRange}, platform: HTTP_LARGE, metric: DATA_TRANSFERRED, group: CACHE_STATUS) ${fields}`);
    const { Data } = await fromRest(`/media/3/customreport?${dates}&metriccode=DataTransferred&groupcode=CACHE_STATUS`);
    expect(Data[0].Data).toEqual([{ Name: 'NONE', Percent: 100, Value: 2_244_176_947 }]);
    expect(byCache[0].groups).toEqual([{ name: 'NONE', value: '2244176947', ratio: 1 }]);
  });

  it('read the edge CNAMEs of many codes by one list', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `small-${index}.example.com`);
    for (const Name of names) {
      await product.rest('POST', '/v2/mcc/customers/0001/cnames', { token, body: { Name, MediaTypeId: 8, OriginId: -1, EnableCustomReports: 1 } });
    }
    called.length = 0;
    const codes = await ask('reportCodes(platform: HTTP_SMALL) { edgeCname { id } }');
    expect(codes).toHaveLength(5);
    expect(called).toEqual(['/v2/reporting/customers/{AN}/reportcodes', '/v2/mcc/customers/{AN}/cnames/{platform}']);
  });

  it('of the deprecated kind know nothing of 2015', async () => {
    expect(await ask(`hitsByEdgeCname(range: ${sampleRange}, platform: HTTP_LARGE) { name hits bytes }`)).toEqual([]);
    expect(await fromRest(`/media/3/cnames?${dates}`)).toEqual([]);
  });
});

describe('live figures of edge CNAMEs', () => {
  const live = { bitsPerSecond: 0, connectionsPerSecond: 0, edgeCname: { name } };
  const fields = 'bitsPerSecond connectionsPerSecond edgeCname { name }';

  it('are by country, which is not known', async () => {
    expect(await ask(`liveByCountry(platform: HTTP_LARGE) { country edgeCnames { ${fields} } }`)).toEqual([{ country: null, edgeCnames: [live] }]);
    expect(await ask(`liveByCountry(platform: HTTP_LARGE, country: "US") { country }`)).toEqual([]);
    expect(await problems(`liveByCountry(platform: HTTP_LARGE, country: "USA") { country }`)).toMatchObject([{ path: 'country' }]);
  });

  it('are by point of presence, at a moment', async () => {
    const before = Date.now();
    const { at, ...answer } = await ask(`liveByPop(platform: HTTP_LARGE, edgeCname: "${name}") { at edgeCnames { ${fields} } pops { pop } }`);
    expect(answer).toEqual({ edgeCnames: [live], pops: [] });
    expect(Math.abs(Date.parse(at) - before)).toBeLessThan(60_000);
    expect(await ask('liveByPop(platform: HTTP_LARGE, edgeCname: "other.example.com") { edgeCnames { bitsPerSecond } }')).toEqual({ edgeCnames: [] });
  });
});

describe('the customer', () => {
  it('has a name, storage that holds nothing, and complete reports until a moment', async () => {
    expect(await ask('name')).toBe('Sample customer');
    expect(await ask(`storage(range: ${sampleRange}) { gigabytes maxGigabytes }`)).toEqual({ gigabytes: 0, maxGigabytes: 0 });
    expect(await ask('storage { gigabytes maxGigabytes }')).toEqual({ gigabytes: 0, maxGigabytes: null });
    expect(Date.parse(await ask('reportsCompleteUntil'))).toBeGreaterThan(Date.UTC(2015, 5));
    const { completeUntil } = await ask(`bytesTransferred(range: ${sampleRange}) { bytes completeUntil }`);
    expect(Date.parse(completeUntil)).toBeGreaterThan(Date.UTC(2015, 5));
  });

  it('is found by the id that its provider gave it', async () => {
    await updateCustomer(product.db, '0001', { customId: 'acme' });
    const find = async (customId: string) => (await product.graphql(`{ accountNumber(customId: "${customId}") }`, { token })).data;
    expect(await find('acme')).toEqual({ accountNumber: '0001' });
    expect(await find('other')).toEqual({ accountNumber: null });
  });
});

describe('a place that there is not', () => {
  it.each([
    ['pops: ["LAX", "XYZ"]', 'pops', 'has no POP "XYZ"; the codes are those of edgenodes.'],
    ['regionId: "7"', 'regionId', expect.stringContaining('has no billing region 7')],
  ])('is refused by name: %s', async (place, path, message) => {
    expect(await problems(`bytesTransferred(range: ${sampleRange}, ${place}) { bytes }`)).toEqual([{ path, message }]);
  });
});
