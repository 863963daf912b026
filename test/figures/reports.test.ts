import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groups, lengths, series, sumsOf } from './figures.ts';
import { between, log } from './log.ts';
import { all, type SampleProduct, some, startSampleProduct } from './sample-product.ts';

/** Every interval of the span, with a figure where there is one and a zero elsewhere. */
function gapFree({ from, to }: { from: string; to: string }, every: keyof typeof lengths, bytesAt: (start: string) => number | undefined): [string, string][] {
  const starts: [string, string][] = [];
  for (let time = Date.parse(from); time < Date.parse(to); time += lengths[every]) {
    const start = new Date(time).toISOString();
    starts.push([start, String(bytesAt(start) ?? 0)]);
  }
  return starts;
}

/** REST's `2015-05-17 10:05` as ISO 8601. */
const isoOf = (slice: string): string => new Date(`${slice.replace(' ', 'T')}Z`).toISOString();

describe.each([
  ['all of the sample', all],
  ['some hours of it', some],
])('reports of %s', (_name, span) => {
  const lines = between(span.from, span.to);
  const { requests, bytes } = sumsOf(lines);
  let sample: SampleProduct;
  beforeAll(async () => {
    sample = await startSampleProduct();
  });
  afterAll(() => sample.product[Symbol.asyncDispose]());

  it('have the bytes that the log has, in all and on its only platform', async () => {
    expect(await sample.rest(`bytestransferred?${span.dates}`)).toEqual({ Bytes: bytes });
    expect(await sample.rest(`media/3/bytestransferred?${span.dates}`)).toEqual({ Bytes: bytes });
    const { inAll, large, small, secure } = await sample.customer(`inAll: bytesTransferred(${span.range}) { bytes } large: bytesTransferred(${span.range}, platform: HTTP_LARGE) { bytes }
      small: bytesTransferred(${span.range}, platform: HTTP_SMALL) { bytes } secure: bytesTransferred(${span.range}, platform: HTTP_LARGE, sslOnly: true) { bytes }`);
    expect([inAll, large, small, secure].map((total) => total.bytes)).toEqual([String(bytes), String(bytes), '0', '0']);
  });

  it.each([
    ['FIVE_MINUTES', 1],
    ['HOUR', 2],
    ['DAY', 3],
  ] as const)('have by %s the bytes that the log has', async (every, intervalid) => {
    const whole = every === 'DAY' ? all : span;
    const found = series(between(whole.from, whole.to), every);
    const expected = gapFree(whole, every, (start) => found.get(start)?.bytes);
    const [report] = await sample.rest(`bytestransferred/interval?${whole.dates}&mediatypeid=3&intervalid=${intervalid}`);
    expect(report?.Data.map(({ DateTimeSlice, Bytes }: { DateTimeSlice: string; Bytes: number }) => [isoOf(DateTimeSlice), String(Bytes)])).toEqual(expected);
    const { bytesByInterval } = await sample.customer(`bytesByInterval(${whole.range}, every: ${every}, platform: HTTP_LARGE) { points { from bytes } }`);
    expect(bytesByInterval[0].points.map((point: { from: string; bytes: string }) => [point.from, point.bytes])).toEqual(expected);
  });

  it.each([0, 3])('have by status the requests that the log has, and their shares (platform %i)', async (platform) => {
    const found = groups(lines, ({ status }) => status);
    const byRest = await sample.rest(`media/${platform}/hits?${span.dates}`);
    const byGraph = await sample.customer(`hitsByStatus(${span.range}${platform === 3 ? ', platform: HTTP_LARGE' : ''}) { status hits ratio }`);
    expect(byRest).toHaveLength(found.size);
    expect(byGraph.hitsByStatus).toHaveLength(found.size);
    for (const [status, sums] of found) {
      const share = sums.requests / requests;
      expect(byRest).toContainEqual({ StatusCode: status, Hits: sums.requests, Description: expect.anything(), HitPercentage: expect.closeTo(share * 100, 10) });
      expect(byGraph.hitsByStatus).toContainEqual({ status, hits: String(sums.requests), ratio: expect.closeTo(share, 12) });
    }
  });

  it('have all requests under the cache status NONE, since the log tells none', async () => {
    expect(await sample.rest(`media/3/cachestats?${span.dates}`)).toEqual([{ Hits: requests, Name: 'NONE' }]);
    expect(await sample.customer(`cacheStatuses(${span.range}, platform: HTTP_LARGE) { status hits }`)).toEqual({ cacheStatuses: [{ status: 'NONE', hits: String(requests) }] });
    expect(await sample.rest(`media/8/cachestats?${span.dates}`)).toEqual([]);
  });
});

describe('the lines between two moments', () => {
  it('are not all lines in the tests of some hours', () => {
    expect(between(some.from, some.to).length).toBeLessThan(log.length);
    expect(between(some.from, some.to).length).toBeGreaterThan(0);
  });
});
