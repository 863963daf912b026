import { parseValue as literal } from 'graphql';
import { describe, expect, it } from 'vitest';
import { scalars } from './scalars.ts';

const { BigInt: big, DateTime, Duration } = scalars;

describe('BigInt', () => {
  it('is a decimal string, whatever its size', () => {
    expect([0n, 12n, -5n, 2n ** 53n + 1n, 10n ** 30n].map((value) => big.serialize(value))).toEqual([
      '0',
      '12',
      '-5',
      '9007199254740993',
      '1000000000000000000000000000000',
    ]);
  });

  it('is read from a decimal string without losing a digit', () => {
    expect(big.parseValue('9007199254740993')).toBe(9_007_199_254_740_993n);
    expect(big.parseLiteral(literal('"-5"'))).toBe(-5n);
  });

  it.each([12, 1.5, '', ' 1', '1.5', '1e3', '0x10', true, null])('refuses %j and shows what it takes', (value) => {
    expect(() => big.parseValue(value)).toThrow('BigInt must be a decimal string, such as "12"');
  });

  it('refuses a number literal, which may have lost digits already', () => {
    expect(() => big.parseLiteral(literal('12'))).toThrow('BigInt must be a decimal string');
  });
});

describe('DateTime', () => {
  it('is RFC 3339 text in UTC', () => {
    expect(DateTime.serialize(new Date('2015-05-17T10:05:03Z'))).toBe('2015-05-17T10:05:03.000Z');
  });

  it('is read with any offset', () => {
    expect(DateTime.parseValue('2015-05-17T12:05:03+02:00')).toEqual(new Date('2015-05-17T10:05:03Z'));
    expect(DateTime.parseLiteral(literal('"2015-05-17T10:05:03Z"'))).toEqual(new Date('2015-05-17T10:05:03Z'));
  });

  it.each(['yesterday', '2015-02-31T00:00:00Z', '2015-05-17', '2015-05-17T25:00:00Z', ''])('refuses %j', (value) => {
    expect(() => DateTime.parseValue(value)).toThrow('DateTime must be a moment in UTC such as');
  });
});

describe('Duration', () => {
  it.each(['P7D', 'PT6H', 'P1W', 'P1DT12H', 'PT5M'])('takes %s as it is', (value) => {
    expect(Duration.parseValue(value)).toBe(value);
  });

  it.each(['7 days', 'P', '7D', 'PT', ''])('refuses %j', (value) => {
    expect(() => Duration.parseValue(value)).toThrow('Duration must be a length of time such as');
  });
});
