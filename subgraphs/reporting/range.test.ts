import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeRange } from '../generated/reporting.ts';
import { type FixedBucket, bucketMs, toFixedBucket, toWindow, windowBefore } from './range.ts';

const now = new Date('2015-05-20T12:34:56.789Z');

const range = (from: string, to: string): TimeRange => ({ from: new Date(from), to: new Date(to) });

const refusal = (asked: TimeRange): unknown => {
  try {
    return toWindow(asked, 'HOUR', now);
  } catch (error) {
    return error;
  }
};

const buckets: readonly FixedBucket[] = ['FIVE_MINUTES', 'HOUR', 'DAY'];

describe('a range', () => {
  it('ends one second before its half-open end in REST, whose end belongs to it', () => {
    expect(toWindow(range('2015-05-17T00:00:00Z', '2015-05-18T00:00:00Z'), 'DAY', now)).toEqual({
      from: new Date('2015-05-17T00:00:00Z'),
      to: new Date('2015-05-18T00:00:00Z'),
      begindate: '2015-05-17T00:00:00',
      enddate: '2015-05-17T23:59:59',
    });
  });

  it.each([
    ['FIVE_MINUTES', '2015-05-17T10:05:00', '2015-05-17T11:59:59'],
    ['HOUR', '2015-05-17T10:00:00', '2015-05-17T11:59:59'],
    ['DAY', '2015-05-17T00:00:00', '2015-05-17T23:59:59'],
  ] as const)('is widened to whole intervals of %s', (every, begindate, enddate) => {
    expect(toWindow(range('2015-05-17T10:07:03.250Z', '2015-05-17T11:58:00Z'), every, now)).toMatchObject({ begindate, enddate });
  });

  it('covers the moments of the range by whole intervals, and no more than one interval beyond either end', () => {
    const moment = fc.date({ min: new Date('1995-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.uniqueArray(moment, { minLength: 2, maxLength: 2, selector: Number }),
        fc.constantFrom(...buckets),
        (moments, every) => {
          const [from, to] = moments.map(Number).toSorted((a, b) => a - b) as [number, number]; // two of them
          const window = toWindow({ from: new Date(from), to: new Date(to) }, every, now);
          const [start, end, ms] = [window.from.getTime(), window.to.getTime(), bucketMs[every]];
          expect([start % ms, end % ms]).toEqual([0, 0]);
          expect(start <= from && from - start < ms && end >= to && end - to < ms).toBe(true);
          expect(Date.parse(`${window.begindate}Z`)).toBe(start);
          expect(Date.parse(`${window.enddate}Z`)).toBe(end - 1000);
        },
      ),
    );
  });

  it('reads the same when the window is asked for again', () => {
    const { from, to } = toWindow(range('2015-05-17T10:07:03Z', '2015-05-17T11:58:00Z'), 'FIVE_MINUTES', now);
    expect(toWindow({ from, to }, 'FIVE_MINUTES', now)).toMatchObject({ from, to });
  });

  it('has one of the same length before it, which ends where it begins', () => {
    const window = toWindow(range('2015-05-17T10:07:03Z', '2015-05-17T11:58:00Z'), 'FIVE_MINUTES', now);
    expect(windowBefore(window)).toEqual({
      from: new Date('2015-05-17T08:10:00Z'),
      to: new Date('2015-05-17T10:05:00Z'),
      begindate: '2015-05-17T08:10:00',
      enddate: '2015-05-17T10:04:59',
    });
  });

  it('ends now when only its start is given', () => {
    expect(toWindow({ from: new Date('2015-05-20T00:00:00Z') }, 'FIVE_MINUTES', now)).toMatchObject({
      begindate: '2015-05-20T00:00:00',
      enddate: '2015-05-20T12:34:59',
    });
  });

  it.each([
    ['PT1H', '2015-05-20T11:30:00'],
    ['P1D', '2015-05-19T12:30:00'],
    ['P1W', '2015-05-13T12:30:00'],
    ['P1DT12H', '2015-05-19T00:30:00'],
  ])('of the last %s ends now', (last, begindate) => {
    expect(toWindow({ last }, 'FIVE_MINUTES', now)).toMatchObject({ begindate, enddate: '2015-05-20T12:34:59' });
  });
});

describe('a range that cannot be', () => {
  const from = new Date('2015-05-17T00:00:00Z');

  it.each([
    ['reversed', range('2015-05-18T00:00:00Z', '2015-05-17T00:00:00Z'), 'range.to', 'must be later than range.from.'],
    ['empty', range('2015-05-18T00:00:00Z', '2015-05-18T00:00:00Z'), 'range.to', 'must be later than range.from.'],
    ['yet to come', { from: new Date('2015-05-21T00:00:00Z') }, 'range.to', 'must be later than range.from.'],
    ['without a start', { to: from }, 'range.from', 'is missing: give range.from and range.to, or range.last such as "P7D".'],
    ['nothing at all', {}, 'range.from', 'is missing: give range.from and range.to, or range.last such as "P7D".'],
    ['double', { from, last: 'P1D' }, 'range.last', 'stands alone: leave out range.from and range.to, or range.last.'],
    [
      'double by its end',
      { to: from, last: 'P1D' },
      'range.last',
      'stands alone: leave out range.from and range.to, or range.last.',
    ],
  ])('since it is %s names the input and the fix', (_name, asked, path, message) => {
    expect(refusal(asked)).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', status: 400, problems: [{ path, message }] } });
  });

  it.each(['-P7D', 'P7.5D', 'P0D', 'P99999999Y'])('since it is the last %s names the input and the fix', (last) => {
    const message = 'must be a length of time in whole units, such as "P7D" or "PT6H".';
    expect(refusal({ last })).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'range.last', message }] } });
  });
});

describe("an interval that the contract's own reports do not know", () => {
  it.each(['MINUTE', 'FIFTEEN_MINUTES', 'WEEK', 'MONTH'] as const)('is refused, be it %s, with those that they do', (every) => {
    const message = `must be FIVE_MINUTES, HOUR or DAY; traffic has series of ${every}, too.`;
    expect(() => toFixedBucket(every)).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', status: 400, problems: [{ path: 'every', message }] } }));
  });
});
