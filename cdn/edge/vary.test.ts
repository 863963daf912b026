import { describe, expect, it } from 'vitest';
import { askTwice, startEdge, startOrigin } from './edge.fixture.ts';

const varying = (vary: string) => ({ 'cache-control': 'max-age=100', vary });
const reused = async (...fields: Parameters<typeof askTwice>) => (await askTwice(...fields)).reused;

describe('RFC 9111, 4.1: a stored response with Vary', () => {
  it('answers a request with the same values', async () => {
    expect(await reused(varying('Foo'), { foo: '1' }, { foo: '1' })).toBe(true);
    expect(await reused(varying('Foo'))).toBe(true);
    expect(await reused(varying('Foo, Bar'), { foo: '1', bar: '2', baz: '3' }, { foo: '1', bar: '2' })).toBe(true);
  });

  it('answers no request with another value, or with one too many or too few', async () => {
    expect(await reused(varying('Foo'), { foo: '2' }, { foo: '1' })).toBe(false);
    expect(await reused(varying('Foo'), {}, { foo: '1' })).toBe(false);
    expect(await reused(varying('Foo'), { foo: '1' })).toBe(false);
    expect(await reused(varying('Foo, Bar'), { foo: '1', bar: '3' }, { foo: '1', bar: '2' })).toBe(false);
  });

  it.each([['*'], ['*, *'], ['*', '*'], [', *'], ['', '*'], ['*, Foo'], ['Foo, *']])('answers none if it is %j, %j', async (...lines) => {
    expect(await reused({ 'cache-control': 'max-age=100', vary: lines })).toBe(false);
  });

  it.each([
    ['Accept-Encoding', 'gzip, br;q=0.5', 'BR; q=0.5,gzip'],
    ['Accept-Language', 'en, de;q=0.5', 'EN,de; q=0.5'],
  ])('answers a request with the same values of %s, written otherwise', async (vary, first, second) => {
    expect(await reused(varying(vary), { [vary]: second }, { [vary]: first })).toBe(true);
  });

  it('answers no request for other languages or other codings, nor one that may prefer another language', async () => {
    const languages = (value: string) => ({ 'accept-language': value });
    expect(await reused(varying('Accept-Language'), languages('de, en'), languages('en, de'))).toBe(false);
    expect(await reused(varying('Accept-Language'), languages('en'), languages('en, de'))).toBe(false);
    expect(await reused(varying('Accept-Encoding'), { 'accept-encoding': 'gzip' }, { 'accept-encoding': 'gzip, br' })).toBe(false);
    expect(await reused(varying('Accept-Encoding'), { 'accept-encoding': 'gzip;q=0' }, { 'accept-encoding': 'gzip' })).toBe(false);
  });

  it('answers no request whose value of another field is written otherwise', async () => {
    expect(await reused(varying('Foo'), { foo: 'A' }, { foo: 'a' })).toBe(false);
    expect(await reused(varying('Foo'), { foo: '1,2' }, { foo: '1, 2' })).toBe(false);
  });

  it('stands beside other variants of its URL', async () => {
    await using origin = await startOrigin(({ fields }) => ({ fields: varying('Foo'), body: String(fields.foo) }));
    await using edge = await startEdge(origin);
    const asked = ['1', '2', '1', '2', '3'];
    const bodies: string[] = [];
    for (const foo of asked) bodies.push((await edge.get('/', { foo })).body);
    expect(bodies).toEqual(asked);
    expect(origin.requests).toHaveLength(3);
  });
});
