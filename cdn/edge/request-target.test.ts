import { describe, expect, it } from 'vitest';
import { targetOf } from './request-target.ts';

const urlOf = (url: string) => targetOf({ url, headers: {} })?.url;

describe('RFC 9112, 3.2: a request target', () => {
  it('may be absolute, and its host then counts', () => {
    expect(targetOf({ url: 'http://a.example:81/b?c', headers: { host: 'b' } })).toEqual({
      host: 'a.example:81',
      url: '/b?c',
      sentUrl: '/b?c',
    });
  });

  it('stays as it is written', () => {
    for (const url of ['/', '/a%20b?c=/../d', '//a/b', '/a..b/.c', '/a?']) expect(urlOf(url)).toBe(url);
  });

  it.each(['/../b', '/a/../../b', '/a/%2e%2E/b', '/.%2e/b', '/./b'])('has no dot segments: %s', (url) => {
    expect(urlOf(url)).toBe('/b');
  });

  it('is refused in other forms', () => {
    expect(targetOf({ url: '*', headers: {} })).toBeNull();
    expect(targetOf({ url: 'ftp://a/b', headers: {} })).toBeNull();
  });
});
