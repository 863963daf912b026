import { date } from '@edgegraph/rest/codec.ts';
import { describe, expect, it } from 'vitest';
import { boundariesOf } from './traffic-range.ts';

const begindate = date.parse('2015-01-01');

const timezone = 'UTC';

const refusal = (path: string, message: string) =>
  expect.objectContaining({ status: 400, problems: [{ path, message: expect.stringContaining(message) }] });

describe('the intervals of a series', () => {
  it('reach from the first moment of the one that begindate falls in to the end of the one that enddate falls in', () => {
    const dates = { begindate: date.parse('2015-05-17T10:58:31'), enddate: date.parse('2015-05-17T12:00:00') };
    expect(boundariesOf({ ...dates, interval: 'hour', timezone }, 1)).toEqual([10, 11, 12, 13].map((hour) => Date.UTC(2015, 4, 17, hour)));
  });

  it('are none unless an interval is asked for', () => {
    expect(boundariesOf({ begindate, enddate: begindate, timezone }, 1)).toBeUndefined();
  });

  it.each([
    ['fiveminutes', 300],
    ['hour', 3600],
    ['day', 86_400],
  ] as const)('are at most 10,000 of a series by %s', (interval, seconds) => {
    const enddate = begindate + 10_000 * seconds * 1000;
    expect(boundariesOf({ begindate, enddate: enddate - 1000, interval, timezone }, 1)).toHaveLength(10_001);
    expect(() => boundariesOf({ begindate, enddate, interval, timezone }, 1)).toThrow(refusal('interval', 'has more than 10,000 points (limit SeriesPoints)'));
  });

  it('are at most 200,000 of all series together', () => {
    const range = { begindate, enddate: begindate + 200 * 3_600_000 - 1000, intervalid: 2, timezone } as const;
    expect(boundariesOf(range, 1000)).toHaveLength(201);
    expect(() => boundariesOf(range, 1001)).toThrow(refusal('intervalid', 'has 200,200 points, of at most 200,000 (limit AnswerPoints)'));
  });
});
