import { describe, expect, it } from 'vitest';
import { askTwice, date, startEdge, startOrigin } from './edge.fixture.ts';

const reused = async (...fields: Parameters<typeof askTwice>) => (await askTwice(...fields)).reused;

describe('RFC 9111, 4.2.1: freshness lifetime', () => {
  it.each([
    ['max-age', { 'cache-control': 'max-age=100' }],
    ['s-maxage', { 'cache-control': 's-maxage=100' }],
    ['s-maxage before max-age', { 'cache-control': 'max-age=0, s-maxage=100' }],
    ['max-age before a past Expires', { 'cache-control': 'max-age=100', expires: date(-100) }],
    ['Expires', { expires: date(100) }],
    ['max-age in capitals', { 'cache-control': 'MAX-AGE=100' }],
    ['max-age beside an unknown directive', { 'cache-control': 'foo, bar=1, max-age=100' }],
    ['a max-age beyond 31 bits', { 'cache-control': 'max-age=2147483648' }],
  ])('is given by %s', async (_, fields) => {
    expect(await reused(fields)).toBe(true);
  });

  it.each([
    ['max-age=0', { 'cache-control': 'max-age=0', expires: date(100) }],
    ['s-maxage=0 before max-age', { 'cache-control': 's-maxage=0, max-age=100' }],
    ['a past Expires', { expires: date(-100) }],
    ['an invalid Expires', { expires: '0' }],
    ['an Expires that is its Date', { expires: date(0), date: date(0) }],
    ['a max-age that is no number', { 'cache-control': 'max-age=abc' }],
    ['nothing', {}],
  ])('is over at once by %s', async (_, fields) => {
    expect(await reused(fields)).toBe(false);
  });
});

describe('RFC 9111, 4.2.2: heuristic freshness', () => {
  it('is a tenth of the time since Last-Modified', async () => {
    expect(await reused({ 'last-modified': date(-1000), age: '90' })).toBe(true);
    expect(await reused({ 'last-modified': date(-1000), age: '110' })).toBe(false);
  });

  it.each([
    [404, true],
    [410, true],
    [301, true],
    [500, false],
    [201, false],
    [418, false],
  ])('of status %i: %s', async (status, stored) => {
    await using origin = await startOrigin(() => ({ status, fields: { 'last-modified': date(-100_000) } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    await edge.get('/');
    expect(origin.requests).toHaveLength(stored ? 1 : 2);
  });
});

describe('RFC 9111, 4.2.3: age', () => {
  it('counts from what Age says', async () => {
    const { reused, answers } = await askTwice({ 'cache-control': 'max-age=100', age: '30' });
    expect(reused).toBe(true);
    expect(Number(answers[1].fields.age)).toBeGreaterThanOrEqual(30);
  });

  it('counts from Date if that is longer ago', async () => {
    const { answers } = await askTwice({ 'cache-control': 'max-age=1000', date: date(-100) });
    expect(Number(answers[1].fields.age)).toBeGreaterThanOrEqual(100);
  });

  it('beyond the lifetime makes the response stale', async () => {
    expect(await reused({ 'cache-control': 'max-age=100', age: '200' })).toBe(false);
    expect(await reused({ 'cache-control': 'max-age=100', date: date(-200) })).toBe(false);
  });

  it('leaves Date as it was', async () => {
    const generated = date(-10);
    const { answers } = await askTwice({ 'cache-control': 'max-age=100', date: generated });
    expect(answers[1].fields.date).toBe(generated);
  });
});

describe('RFC 9111, 5.1: an Age field that is no number', () => {
  it('counts as absent', async () => {
    expect(await reused({ 'cache-control': 'max-age=100', age: 'abc' })).toBe(true);
    expect(await reused({ 'cache-control': 'max-age=100', age: '-200' })).toBe(true);
  });

  it('counts by its first member if it is a list', async () => {
    expect(await reused({ 'cache-control': 'max-age=100', age: '0, 200' })).toBe(true);
    expect(await reused({ 'cache-control': 'max-age=100', age: '200, 0' })).toBe(false);
  });
});

describe('RFC 9111, 5.2.1: directives of a request', () => {
  const stored = { 'cache-control': 'max-age=100', age: '50' };

  it.each([
    ['no-cache', { 'cache-control': 'no-cache' }],
    ['no-store', { 'cache-control': 'no-store' }],
    ['max-age=0', { 'cache-control': 'max-age=0' }],
    ['a max-age below the age', { 'cache-control': 'max-age=40' }],
    ['a min-fresh beyond what is left', { 'cache-control': 'min-fresh=60' }],
    ['Pragma: no-cache', { pragma: 'no-cache' }],
  ])('ask the origin: %s', async (_, request) => {
    expect(await reused(stored, request)).toBe(false);
  });

  it.each([
    ['a max-age above the age', { 'cache-control': 'max-age=60' }],
    ['a min-fresh below what is left', { 'cache-control': 'min-fresh=40' }],
    ['max-stale', { 'cache-control': 'max-stale=10' }],
    ['Pragma: no-cache beside a Cache-Control', { pragma: 'no-cache', 'cache-control': 'max-age=60' }],
    ['only-if-cached', { 'cache-control': 'only-if-cached' }],
  ])('are met by what is stored: %s', async (_, request) => {
    expect(await reused(stored, request)).toBe(true);
  });

  it('only-if-cached answers 504 if nothing is stored, and asks nobody', async () => {
    await using origin = await startOrigin(() => ({}));
    await using edge = await startEdge(origin);
    expect((await edge.get('/', { 'cache-control': 'only-if-cached' })).status).toBe(504);
    expect(origin.requests).toHaveLength(0);
  });

  it('are forwarded as they came', async () => {
    await using origin = await startOrigin(() => ({ fields: { ...stored, etag: '"1"' } }));
    await using edge = await startEdge(origin);
    await edge.get('/', { 'cache-control': 'max-age=60' });
    await edge.get('/', { pragma: 'no-cache' });
    expect(origin.requests.map(({ fields }) => [fields['cache-control'], fields.pragma])).toEqual([
      ['max-age=60', undefined],
      [undefined, 'no-cache'],
    ]);
  });
});
