import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Data } from '../product.ts';
import { groups, type Sums, sumsOf } from './figures.ts';
import { between, type Line, log } from './log.ts';
import { all, type SampleProduct, span, startSampleProduct } from './sample-product.ts';

/** Reports of content list so many. */
const listed = 250;

let sample: SampleProduct;
beforeAll(async () => {
  sample = await startSampleProduct();
});
afterAll(() => sample.product[Symbol.asyncDispose]());

/** What the log has of each file of more than 50 kB: how often it was downloaded, and how often to its end. */
function downloads(lines: readonly Line[]): { path: string; attempts: number; complete: number }[] {
  const attempts = lines.filter(({ method, status }) => method === 'GET' && (status === 200 || status === 206));
  return [...groups(attempts, ({ path }) => path).keys()]
    .map((path) => {
      const ofPath = attempts.filter((line) => line.path === path);
      const size = Math.max(0, ...ofPath.filter(({ status }) => status === 200).map(({ bytes }) => bytes));
      return { path, size, attempts: ofPath.length, complete: ofPath.filter(({ bytes }) => bytes >= size).length };
    })
    .filter(({ size }) => size > 50_000)
    .toSorted((one, other) => other.attempts - one.attempts || (one.path < other.path ? -1 : 1))
    .slice(0, listed);
}

describe.each([
  ['all of the sample', all],
  ['one day of it', span('2015-05-18T00:00:00', '2015-05-19T00:00:00')],
])('the content of %s', (_name, range) => {
  const lines = between(range.from, range.to);
  const whole = sumsOf(lines);

  it.each<[string, string, (line: Line) => string, { path: string; percent: string }]>([
    ['filestats', 'topFiles', ({ path }) => path, { path: 'Path', percent: 'DataTransferredPercentage' }],
    ['directorystats', 'topDirectories', ({ directory }) => directory, { path: 'FullDirectoryPath', percent: 'DataTransferredPercent' }],
  ])('has in %s and %s the 250 that the log has most requests of, with their shares of everything', async (word, field, keyOf, member) => {
    const found = [...groups(lines, keyOf)].slice(0, listed);
    const share = ({ requests, bytes }: Sums) => ({ hits: requests / whole.requests, bytes: bytes / whole.bytes });
    const byRest = await sample.rest(`media/3/${word}?${range.dates}`);
    expect(byRest).toEqual(
      found.map(([path, sums]) => ({
        [member.path]: path,
        DataTransferred: sums.bytes,
        [member.percent]: expect.closeTo(share(sums).bytes * 100, 9),
        Duration: null,
        Hits: sums.requests,
        HitsPercent: expect.closeTo(share(sums).hits * 100, 9),
      })),
    );
    const byGraph = await sample.customer(`${field}(${range.range}, platform: HTTP_LARGE) { path hits hitsRatio bytes bytesRatio durationMs }`);
    expect(byGraph[field]).toEqual(
      found.map(([path, sums]) => ({
        path,
        hits: String(sums.requests),
        hitsRatio: expect.closeTo(share(sums).hits, 11),
        bytes: String(sums.bytes),
        bytesRatio: expect.closeTo(share(sums).bytes, 11),
        durationMs: null,
      })),
    );
  });

  it('has in completedownloads and completeDownloads what the log has of files of more than 50 kB', async () => {
    const found = downloads(lines);
    expect(found.length).toBeGreaterThan(10);
    expect(await sample.rest(`media/3/completedownloads?${range.dates}`)).toEqual(
      found.map(({ path, attempts, complete }) => ({ File: path, DownloadAttempts: attempts, CompleteDownloads: complete, CompleteDownloadPercent: expect.closeTo((complete / attempts) * 100, 9) })),
    );
    const { completeDownloads } = await sample.customer(`completeDownloads(${range.range}, platform: HTTP_LARGE) { path attempts complete completeRatio }`);
    expect(completeDownloads.map(({ path, attempts, complete }: Data) => [path, Number(attempts), Number(complete)])).toEqual(found.map(({ path, attempts, complete }) => [path, attempts, complete]));
  });
});

describe('the content of the sample', () => {
  it('is more than is listed, and on no other platform', async () => {
    expect(groups(log, ({ path }) => path).size).toBeGreaterThan(listed);
    expect(await sample.rest(`media/14/filestats?${all.dates}`)).toEqual([]);
    expect(await sample.customer(`topDirectories(${all.range}, platform: ADN) { path }`)).toEqual({ topDirectories: [] });
  });
});
