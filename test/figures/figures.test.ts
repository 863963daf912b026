import { describe, expect, it } from 'vitest';
import { type Bucket, type Sums, type Zone, bitsPerSecondP95, groups, series, startOf, sumsOf } from './figures.ts';
import { between, log } from './log.ts';

/** Counted by other means still: with grep, awk, sort and uniq on the unpacked log. */
describe('the figures of the bundled log', () => {
  it('add up to what awk counts', () => {
    expect(sumsOf(log)).toEqual({ requests: 8000, bytes: 2_244_176_947, errors: 2 });
  });

  it('are by status what sort and uniq count', () => {
    const byStatus = [...groups(log, ({ status }) => status)].map(([status, { requests }]) => [status, requests]);
    expect(byStatus).toEqual([[200, 7220], [304, 418], [404, 166], [301, 149], [206, 42], [416, 2], [500, 2], [403, 1]]);
  });

  it('are by path, directory, method, protocol and referring host what sort and uniq count', () => {
    const requests = (of: ReadonlyMap<string, Sums>, most: number) => [...of].slice(0, most).map(([key, sums]) => [key, sums.requests]);
    const paths = groups(log, ({ path }) => path);
    expect(paths.size).toBe(1261);
    expect(requests(paths, 5)).toEqual([['/favicon.ico', 623], ['/', 478], ['/style2.css', 426], ['/reset.css', 419], ['/images/jordan-80.png', 412]]);
    expect(paths.get('/misc/sample.log')?.bytes).toBe(977_521_554);
    expect(groups(log, ({ directory }) => directory).size).toBe(272);
    expect(requests(groups(log, ({ method }) => method), 9)).toEqual([['GET', 7968], ['HEAD', 28], ['POST', 4]]);
    expect(requests(groups(log, ({ protocol }) => protocol), 9)).toEqual([['HTTP/1.1', 7415], ['HTTP/1.0', 585]]);
    expect(requests(groups(log, ({ referrerHost }) => referrerHost), 4)).toEqual([['', 3223], ['www.semicomplete.com', 2432], ['semicomplete.com', 1630], ['www.google.com', 179]]);
  });

  it('are by day what awk sums, in UTC and in Los Angeles', () => {
    const days = (zone: Zone) => [...series(log, 'DAY', zone)].map(([from, { requests, bytes }]) => [from, requests, bytes]).toSorted();
    expect(days('UTC')).toEqual([
      ['2015-05-17T00:00:00.000Z', 1632, 414_259_902],
      ['2015-05-18T00:00:00.000Z', 2893, 788_636_158],
      ['2015-05-19T00:00:00.000Z', 2896, 665_827_339],
      ['2015-05-20T00:00:00.000Z', 579, 375_453_548],
    ]);
    expect(days('America/Los_Angeles')).toEqual([
      ['2015-05-17T07:00:00.000Z', 2466, 469_384_001],
      ['2015-05-18T07:00:00.000Z', 2913, 1_050_789_086],
      ['2015-05-19T07:00:00.000Z', 2621, 724_003_860],
    ]);
  });

  it('have the bandwidth at the rank that sort tells: the 10th of 67 hours with requests, since 1,085 of 1,152 chunks have none', () => {
    expect(bitsPerSecondP95(log, '2015-05-17T00:00:00Z', '2015-05-21T00:00:00Z')).toBeCloseTo((2_425_841 * 8) / 300, 6);
  });

  it('begin weeks on Monday, and months and days where the zone does', () => {
    const start = (text: string, bucket: Bucket, zone?: Zone) => new Date(startOf(Date.parse(text), bucket, zone)).toISOString();
    expect(start('2015-05-17T23:59:59Z', 'WEEK')).toBe('2015-05-11T00:00:00.000Z');
    expect(start('2015-05-18T00:00:00Z', 'WEEK')).toBe('2015-05-18T00:00:00.000Z');
    expect(start('2015-05-18T00:00:00Z', 'WEEK', 'America/Los_Angeles')).toBe('2015-05-11T07:00:00.000Z');
    expect(start('2015-05-18T00:00:00Z', 'MONTH', 'Asia/Kolkata')).toBe('2015-04-30T18:30:00.000Z');
    expect(start('2015-05-18T18:45:00Z', 'DAY', 'Asia/Kolkata')).toBe('2015-05-18T18:30:00.000Z');
  });

  it('leave no line out of a range', () => {
    expect(between('2015-05-17T00:00:00Z', '2015-05-21T00:00:00Z')).toHaveLength(8000);
    expect(between('2015-05-18T00:00:00Z', '2015-05-19T00:00:00Z')).toHaveLength(2893);
  });
});
