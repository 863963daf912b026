import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWritable, regexParameterName, regexPattern, regexText, vclString } from './vcl-text.ts';

/** What Varnish's lexer reads: short strings end at the first `"`, long ones at the first `"}`. */
function read(expression: string): string {
  let rest = expression;
  let text = '';
  for (;;) {
    const [string, short, long] = /^"([^"]*)"|^\{"([^]*?)"\}/.exec(rest) ?? [];
    if (string === undefined) throw new Error(`No string: ${rest}`);
    text += short ?? long ?? '';
    rest = rest.slice(string.length);
    if (rest === '') return text;
    if (!rest.startsWith(' + ')) throw new Error(`No end: ${rest}`);
    rest = rest.slice(3);
  }
}

const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('"', '{', '}', '\\', '%', '*', ' ', 'a', '\n', ';', 'é') }));
const bytes = (text: string) => Buffer.from(text).toString('latin1');

describe('a text in VCL', () => {
  it('is read as it is', () => {
    fc.assert(fc.property(hostile.filter(isWritable), (text) => void expect(read(vclString(text))).toBe(text)));
  });

  it('is refused for its control characters', () => {
    const refused = hostile.filter((text) => !isWritable(text));
    fc.assert(fc.property(refused, (text) => void expect(() => vclString(text)).toThrow('VCL can not hold this text')));
    expect(['a\nb', '\0', 'a\tb', 'é'].map(isWritable)).toEqual([false, false, true, true]);
  });

  it('as a regular expression matches itself and nothing else, and holds no quote', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, other) => {
        const source = regexText(text);
        expect(source).toMatch(/^[\\/\w-]*$/);
        expect(new RegExp(`^${source}$`).test(bytes(text))).toBe(true);
        expect(new RegExp(`^${source}$`).test(bytes(other))).toBe(bytes(text) === bytes(other));
      }),
    );
  });

  it('as a pattern has * stand for any of the characters', () => {
    expect(new RegExp(`^${regexPattern('/a*.c*s', '[^/]')}$`).test('/ab.css')).toBe(true);
    expect(new RegExp(`^${regexPattern('/a*.c*s', '[^/]')}$`).test('/a/b.css')).toBe(false);
  });

  it("as a parameter's name matches however much of it is percent-encoded", () => {
    const source = new RegExp(`^${regexParameterName('a b|é')}$`);
    for (const name of ['a b|é', 'a+b|é', '%61%20b%7c%C3%A9', 'a%20b%7C%c3%a9']) expect(source.test(bytes(name))).toBe(true);
    expect(source.test('a')).toBe(false);
  });
});
