import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wildcard } from './wildcard.ts';

describe('a pattern', () => {
  it.each([
    ['/a/*', '/a/', true],
    ['/a/*', '/a', false],
    ['*.css', '/a/b.css', true],
    ['/a/b*.ht*', '/a/b1.html', true],
    ['ab*ba', 'aba', false],
    ['a*b*b', 'ab', false],
    ['/a', '/a', true],
    ['/a', '/ab', false],
    ['*', '', true],
  ])('%s on %s: %s', (pattern, text, matches) => {
    expect(wildcard(pattern)(text)).toBe(matches);
  });

  it('matches what the regular expression of the same meaning matches', () => {
    const letters = (unit: string[]) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 12 });
    fc.assert(
      fc.property(letters(['a', 'b', '.', '*']), letters(['a', 'b', '.']), (pattern, text) => {
        const expected = new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`).test(text);
        expect(wildcard(pattern)(text)).toBe(expected);
      }),
    );
  });
});
