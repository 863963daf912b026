import { sslOnly } from '@edgegraph/rest/codec.ts';
import { describe, expect, it } from 'vitest';
import { platforms } from '../platform.ts';
import { fromReportMediaType, toBytesPoints, toReportMediaType } from './translate.ts';

describe("a report's media type", () => {
  it('says the platform and whether HTTPS alone is counted, both ways', () => {
    for (const platform of platforms) {
      for (const ssl of [false, true])
        expect(fromReportMediaType(toReportMediaType(platform, ssl) ?? 0)).toEqual({ platform, sslOnly: ssl });
    }
  });

  it("of HTTPS alone is the contract's for that platform", () => {
    expect(platforms.map((platform) => String(toReportMediaType(platform, true)))).toEqual(Object.keys(sslOnly));
  });

  it('is left out for all platforms', () => {
    expect(toReportMediaType(null, false)).toBeUndefined();
  });

  it('of HTTPS alone needs a platform', () => {
    expect(() => toReportMediaType(undefined, true)).toThrow('sslOnly needs a platform.');
  });

  it('is null where this graph does not know it', () => {
    expect(fromReportMediaType(2)).toBeNull();
  });
});

describe('a series', () => {
  it.each([
    ['FIVE_MINUTES', '2015-05-17T23:55:00Z', '2015-05-18T00:00:00Z'],
    ['HOUR', '2015-05-17T23:00:00Z', '2015-05-18T00:00:00Z'],
    ['DAY', '2015-05-17T00:00:00Z', '2015-05-18T00:00:00Z'],
  ] as const)('of %s has intervals from their first moment to the next one', (every, from, to) => {
    const DateTimeSlice = from.slice(0, 16).replace('T', ' ');
    const interval = { from: new Date(from), to: new Date(to) };
    expect(toBytesPoints([{ Bytes: 5n, DateTimeSlice }], every)).toEqual([{ ...interval, bytes: 5n }]);
  });
});
