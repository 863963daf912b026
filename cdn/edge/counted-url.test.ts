import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedUrl } from './counted-url.ts';
import type { QueryParameters } from './site.ts';

describe('what counts of a URL', () => {
  it.each<[string, string, QueryParameters]>([
    ['/a', '/a', { count: 'only', names: ['x'] }],
    ['/a?b=1&a=2', '/a?b=1&a=2', { count: 'all' }],
    ['/a?b=1&a=2', '/a', { count: 'none' }],
    ['/a?b=1&a=2&c=3', '/a?a=2&b=1', { count: 'only', names: ['a', 'b'] }],
    ['/a?b=1&a=2&c=3', '/a?b=1&c=3', { count: 'except', names: ['a'] }],
    ['/a?c', '/a', { count: 'only', names: ['a'] }],
    ['/a?x%20y=1', '/a?x%20y=1', { count: 'only', names: ['x y'] }],
    ['/a?%=1', '/a?%=1', { count: 'only', names: ['%'] }],
    ['/a?a=2&a=1', '/a?a=2&a=1', { count: 'only', names: ['a'] }],
  ])('of %s is %s by %o', (url, counted, parameters) => {
    expect(countedUrl(url, parameters)).toBe(counted);
  });

  it('does not depend on the order of parameters of different names', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(names, fc.constantFrom('only' as const, 'except' as const), (given, count) => {
        const url = (order: string[]) => `/p?${order.map((name) => `${name}=1`).join('&')}`;
        const parameters = { count, names: ['a', 'c'] };
        expect(countedUrl(url(given), parameters)).toBe(countedUrl(url(given.toReversed()), parameters));
      }),
    );
  });
});
