import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from './json.ts';

const beyondSafe = fc
  .bigInt()
  .filter((value) => value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER));

describe('JSON with integers of any size', () => {
  it('comes back as it went, whatever it holds', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), beyondSafe, fc.boolean(), fc.constant(null)),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (sent) => {
        expect(parse(stringify(sent))).toEqual(sent);
      }),
    );
  });

  it('writes a bigint as a number, digit by digit', () => {
    expect(stringify({ Bytes: 2n ** 64n })).toBe('{"Bytes":18446744073709551616}');
    expect(stringify([-(2n ** 53n) - 1n, 0n])).toBe('[-9007199254740993,0]');
  });

  it('reads an integer as a number as long as that is exact', () => {
    expect(parse('[9007199254740991,9007199254740992,-9007199254740993]')).toEqual([
      9007199254740991,
      9007199254740992n,
      -9007199254740993n,
    ]);
  });

  it('reads fractions and exponents as numbers, whatever their digits', () => {
    expect(parse('[0.1250000000000000000,1234567890123456.5,1e20]')).toEqual([0.125, 1234567890123456.5, 1e20]);
  });

  it('reads digits in a text as a text', () => {
    expect(parse('{"12345678901234567890":"12345678901234567890"}')).toEqual({ '12345678901234567890': '12345678901234567890' });
  });

  it('escapes every / and no other reader minds', () => {
    expect(stringify({ 'a/b': 'http://a/\\/' })).toBe(String.raw`{"a\/b":"http:\/\/a\/\\\/"}`);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(JSON.parse(stringify(text))).toBe(text);
      }),
    );
  });

  it('throws a SyntaxError at what is no JSON', () => {
    expect(() => parse('{"a":12345678901234567890')).toThrow(SyntaxError);
  });
});
