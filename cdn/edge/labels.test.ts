import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelOf, labelsOf, namedBy, type PurgeTarget } from './labels.ts';

const part = fc.constantFrom('', 'a', 'b', 'ab');
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
const url = fc.tuple(path, fc.constantFrom('', '?', '?a', '?a/b')).map((parts) => parts.join(''));
const object = fc.record({ site: fc.constantFrom('one', 'two'), url, tags: fc.subarray(['a', 'b']) });

const target: fc.Arbitrary<Exclude<PurgeTarget, { kind: 'pattern' }>> = fc.oneof(
  fc.constant({ kind: 'site' as const }),
  fc.record({ kind: fc.constant('url' as const), url }),
  fc.record({ kind: fc.constantFrom('path' as const, 'directory' as const, 'prefix' as const), path }),
  fc.record({ kind: fc.constant('tag' as const), tag: fc.constantFrom('a', 'b') }),
);

describe('a purge', () => {
  it('names exactly the objects that carry its label', () => {
    fc.assert(
      fc.property(object, target, (object, target) => {
        expect(namedBy('one', target)(object)).toBe(labelsOf(object).includes(labelOf('one', target)));
      }),
    );
  });

  it('by a pattern names none but objects that carry its label', () => {
    const pattern = fc.tuple(path, fc.constantFrom('*', 'a*', '*b', 'a*b')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(object, pattern, (object, path) => {
        const target = { kind: 'pattern', path } as const;
        expect(!namedBy('one', target)(object) || labelsOf(object).includes(labelOf('one', target))).toBe(true);
      }),
    );
  });

  it.each([
    ['/a/b*.ht*', '/a/b.html', true],
    ['/a/b*.ht*', '/a/b1.htm?c=/d', true],
    ['/a/b*.ht*', '/a/c.html', false],
    ['/a/b*.ht*', '/a/b/c.html', false],
    ['/a/*', '/a/b/c', false],
    ['/a/*', '/a/', true],
    ['/*', '/a', true],
  ])('by the pattern %s names %s: %s', (path, url, named) => {
    expect(namedBy('one', { kind: 'pattern', path })({ site: 'one', url, tags: [] })).toBe(named);
  });
});
