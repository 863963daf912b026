import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Data } from '../product.ts';
import { bitsPerSecondP95, groups, sumsOf } from './figures.ts';
import { between, log } from './log.ts';
import { all, type SampleProduct, some, startSampleProduct } from './sample-product.ts';

const cname = 'www.semicomplete.com';

let sample: SampleProduct;
beforeAll(async () => {
  sample = await startSampleProduct();
});
afterAll(() => sample.product[Symbol.asyncDispose]());

describe('what is billed of the sample', () => {
  const { bytes } = sumsOf(log);
  // 67 of the month's 8,928 averages are not 0: fewer than the twentieth that is left out.
  const peak = bitsPerSecondP95(log, '2015-05-01T00:00:00Z', '2015-06-01T00:00:00Z') / 1e6;

  it('is what the log has, in GB and in Mbps, in the region Global alone', async () => {
    const usage = async (place: string, units: number) => (await sample.rest(`media/${place}/units/${units}/trafficusage?begindate=2015-05-01`)).UsageResult;
    expect(await usage('3/region/-1', 2)).toBeCloseTo(bytes / 1e9, 9);
    expect(await usage('3/region/-1', 1)).toBeCloseTo(peak, 9);
    for (const place of ['3/region/0', '3/region/1', '7/region/-1', '8/region/-1', '14/region/-1']) expect(await usage(place, 2)).toBe(0);
    const { usage: byGraph } = await sample.customer('usage(month: "2015-05", platform: HTTP_LARGE) { bytes gigabytes megabitsPerSecondP95 }');
    expect(byGraph).toEqual({ bytes: String(bytes), gigabytes: expect.closeTo(bytes / 1e9, 9), megabitsPerSecondP95: expect.closeTo(peak, 9) });
  });

  it('is nothing in the months around it', async () => {
    const { april, june } = await sample.customer('april: usage(month: "2015-04", platform: HTTP_LARGE) { bytes } june: usage(month: "2015-06", platform: HTTP_LARGE) { bytes }');
    expect([april.bytes, june.bytes]).toEqual(['0', '0']);
  });

  it('has no storage', async () => {
    expect(await sample.rest('lateststorageusage')).toEqual({ UsageResult: 0 });
    expect(await sample.rest(`maxstorageusage?${all.dates}`)).toEqual({ UsageResult: 0 });
    expect(await sample.customer(`storage(${all.range}) { gigabytes maxGigabytes }`)).toEqual({ storage: { gigabytes: 0, maxGigabytes: 0 } });
  });
});

describe('reports by edge CNAME', () => {
  it.each([all, some])('have in cnamereportcodes and reportCodes what the log has, from $from to $to', async (range) => {
    // They count by whole hours, as the ranges here are.
    const { requests, bytes } = sumsOf(between(range.from, range.to));
    expect(await sample.rest(`media/3/cnamereportcodes?${range.dates}`)).toEqual([{ Bytes: bytes, Description: cname, Hits: requests, ReportCode: 10_000 }]);
    const { reportCodes } = await sample.customer(`reportCodes(${range.range}) { code edgeCname { name } hits bytes }`);
    expect(reportCodes).toEqual([{ code: 10_000, edgeCname: { name: cname }, hits: String(requests), bytes: String(bytes) }]);
  });

  it('name their codes without figures, too', async () => {
    expect(await sample.rest('reportcodes')).toEqual([{ Description: cname, MediaTypeid: 3, ReportCode: 10_000 }]);
  });

  it.each([
    ['Hits', 'HITS', 'requests'],
    ['DataTransferred', 'DATA_TRANSFERRED', 'bytes'],
  ] as const)('have in customreport and customReport the %s by status and by cache status', async (metriccode, metric, member) => {
    const found = [...groups(log, ({ status }) => status)].map(([status, sums]) => [String(status), sums[member]] as const).toSorted(([, one], [, other]) => other - one);
    const total = sumsOf(log)[member];
    const report = await sample.rest(`media/3/customreport?${all.dates}&metriccode=${metriccode}&groupcode=HTTP_STATUS`);
    expect(report.Data).toMatchObject([{ Description: cname, Value: total }]);
    const entries: readonly Data[] = report.Data[0].Data;
    expect(entries.filter(({ Value }) => Value > 0).map(({ Name, Value }) => [Name, Value])).toEqual(found.filter(([, value]) => value > 0));
    for (const { Value, Percent } of entries) expect(Percent).toBeCloseTo((Value / total) * 100, 9);
    const { byStatus, byCache } = await sample.customer(
      `byStatus: customReport(${all.range}, platform: HTTP_LARGE, metric: ${metric}) { code total groups { name value } } byCache: customReport(${all.range}, platform: HTTP_LARGE, metric: ${metric}, group: CACHE_STATUS) { total groups { name value ratio } }`,
    );
    expect(byStatus).toMatchObject([{ code: 10_000, total: String(total) }]);
    expect(byStatus[0].groups.map(({ name, value }: Data) => [name, Number(value)])).toEqual(entries.map(({ Name, Value }) => [Name, Value]));
    expect(byCache).toEqual([{ total: String(total), groups: [{ name: 'NONE', value: String(total), ratio: 1 }] }]);
  });

  it('have nothing of before November 2012', async () => {
    expect(await sample.rest(`media/3/cnames?${all.dates}`)).toEqual([]);
  });
});
