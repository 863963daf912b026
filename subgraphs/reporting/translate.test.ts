import { describe, expect, it } from 'vitest';
import { toBytesPoints } from './translate.ts';

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
