import { date } from '@edgegraph/rest/codec.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, intervals } from '../../analytics/interval.ts';
import { chunks, limitSpan, monthFrom } from './range.ts';

const at = (text: string): number => date.parse(text);

// Two moments in order, any interval.
const moment = fc.integer({ min: at('0001-01-01'), max: at('9999-12-31') });
const dates = fc
  .tuple(moment, moment)
  .map(([one, other]) => ({ begindate: Math.min(one, other), enddate: Math.max(one, other) }));
const interval = fc.constantFrom<Interval>('fiveMinutes', 'hour', 'day');

describe('the chunks of two dates', () => {
  // The contract's own example.
  it.each([
    ['fiveMinutes', '2015-08-01T07:00:00', '2015-08-02T00:05:00'],
    ['hour', '2015-08-01T07:00:00', '2015-08-02T01:00:00'],
    ['day', '2015-08-01', '2015-08-03'],
  ] as const)('of %s reach from the first moment of the first to the end of the last', (chunk, from, to) => {
    expect(chunks({ begindate: at('2015-08-01T07:02:00'), enddate: at('2015-08-02') }, chunk)).toEqual({
      from: at(from),
      to: at(to),
    });
  });

  it('are whole, hold both dates, and none is without one', () => {
    fc.assert(
      fc.property(dates, interval, ({ begindate, enddate }, chunk) => {
        const length = intervals[chunk];
        const { from, to } = chunks({ begindate, enddate }, chunk);
        expect(Math.abs(from % length)).toBe(0);
        expect(Math.abs(to % length)).toBe(0);
        expect(from <= begindate && begindate < from + length).toBe(true);
        expect(to - length <= enddate && enddate < to).toBe(true);
      }),
    );
  });

  it('are refused when the dates are reversed, be it by a second', () => {
    const reversed = { begindate: at('2015-08-01T00:00:01'), enddate: at('2015-08-01') };
    expect(() => chunks(reversed, 'day')).toThrow(
      expect.objectContaining({ status: 400, message: 'enddate: must not be before begindate.' }),
    );
  });
});

describe('a billing month', () => {
  it('is the one that begins with the date, if it has begun', () => {
    const month = monthFrom(at('2015-05-01'), at('2015-05-01'));
    expect(month).toMatchObject({ from: at('2015-05-01'), to: at('2015-06-01') });
    expect(() => monthFrom(at('2015-05-01'), at('2015-05-01') - 1)).toThrow('is a month that has not begun.');
    expect(() => monthFrom(at('2015-05-01T00:00:01'), at('2015-06-01'))).toThrow('must be the first day of a month, such as 2015-05-01.');
  });
});

describe('a range', () => {
  const from = at('2015-01-01');

  it('by interval has at most 45 days', () => {
    const to = from + 45 * intervals.day;
    limitSpan({ from, to });
    expect(() => limitSpan({ from, to: to + intervals.fiveMinutes })).toThrow(expect.objectContaining({ status: 400 }));
  });
});
