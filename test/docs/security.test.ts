import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPage } from './markdown.ts';

/** Each test file that the page names, with the names of the tests that follow it. */
const named = [...readPage('docs/security.md').matchAll(/`([\w./-]+\.(?:test|suite)\.ts)`((?:,?\s+“[^”]+”)*)/g)].map(([, file = '', tests = '']) => ({
  file,
  tests: [...tests.matchAll(/“([^”]+)”/g)].map(([, test = '']) => test.replaceAll(/\s+/g, ' ')),
}));

const exists = (file: string): boolean => existsSync(new URL(`../../${file}`, import.meta.url));

describe('docs/security.md', () => {
  it('names tests', () => {
    expect(named.length).toBeGreaterThan(40);
  });

  it.each(named)('names only tests that exist: $file', ({ file, tests }) => {
    expect(exists(file)).toBe(true);
    const source = readPage(file).replaceAll("\\'", "'");
    expect(tests.filter((test) => !source.includes(test))).toEqual([]);
  });

  it('has each risk of the Top 10', () => {
    const risks = [...readPage('docs/security.md').matchAll(/^### API(\d+) /gm)].map(([, number]) => Number(number));
    expect(risks).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
