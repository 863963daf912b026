import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aboveNinetyFifth, intervalsIn, monthOf, toGb, toMbps } from './billing.ts';

describe('a billing month', () => {
  it.each([
    ['2015-05-17T12:00:00.001Z', '2015-05-01', '2015-06-01', '2015-06-03', 8928],
    ['2015-02-28T23:59:59.999Z', '2015-02-01', '2015-03-01', '2015-03-03', 8064],
    ['2016-02-01T00:00:00.000Z', '2016-02-01', '2016-03-01', '2016-03-03', 8352],
    ['2015-12-31T00:00:00.000Z', '2015-12-01', '2016-01-01', '2016-01-03', 8928],
  ])('of %s is from %s to %s, closes on %s and has %i intervals of 5 minutes', (time, from, to, closesAt, intervals) => {
    const month = monthOf(Date.parse(time));
    expect(month).toEqual({ from: Date.parse(from), to: Date.parse(to), closesAt: Date.parse(closesAt) });
    expect(intervalsIn(month)).toBe(intervals);
  });
});

describe('the 95th percentile', () => {
  it('leaves out 5 % of 30 days, and less where that is no whole number', () => {
    expect([8640, 8928, 20, 19, 1].map(aboveNinetyFifth)).toEqual([432, 446, 1, 0, 0]);
  });

  it('is the least of the values that at least 95 % do not exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 200 }), (values) => {
        const found = values.toSorted((one, other) => other - one)[aboveNinetyFifth(values.length)] ?? -1;
        const reaches = (value: number) => values.filter((each) => each <= value).length * 100 >= 95 * values.length;
        expect(found).toBe(Math.min(...values.filter(reaches)));
      }),
    );
  });
});

describe('units', () => {
  it('are decimal: 10^6 bits a second over 5 minutes, and 10^9 bytes', () => {
    expect(toMbps({ bytes: 0n, peakBytes: 37_500_000n })).toBe(1);
    expect(toGb({ bytes: 2_244_176_947n, peakBytes: 0n })).toBe(2.244176947);
  });
});
