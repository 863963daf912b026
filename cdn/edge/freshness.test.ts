import { afterEach, describe, expect, it, vi } from 'vitest';
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
    ['a max-age with leading zeros', { 'cache-control': 'max-age=000100' }],
    ['max-age before an invalid Expires', { 'cache-control': 'max-age=100', expires: '0' }],
    ['s-maxage on a line of its own', { 'cache-control': ['max-age=0', 's-maxage=100'] }],
    ['Expires beside an invalid Date', { expires: date(100), date: 'today' }],
  ])('is given by %s', async (_, fields) => {
    expect(await reused(fields)).toBe(true);
  });

  it.each([
    ['max-age=0', { 'cache-control': 'max-age=0', expires: date(100) }],
    ['s-maxage=0 before max-age', { 'cache-control': 'max-age=100, s-maxage=0' }],
    ['a past Expires', { expires: date(-100) }],
    ['an invalid Expires', { expires: '0' }],
    ['an Expires that is its Date', { expires: date(0), date: date(0) }],
    ['an Expires before its Date, by a clock that is fast', { expires: date(300), date: date(400) }],
    ['a max-age that is no number', { 'cache-control': 'max-age=abc' }],
    ['a max-age below 0', { 'cache-control': 'max-age=-100' }],
    ['a max-age in single quotes', { 'cache-control': "max-age='100'" }],
    ['max-age=0 after a quoted max-age', { 'cache-control': 'extension="max-age=100", max-age=0' }],
    ['max-age=0 before a quoted max-age', { 'cache-control': 'max-age=0, extension="max-age=100"' }],
    ['s-maxage=0 before max-age, in this order', { 'cache-control': 's-maxage=0, max-age=100' }],
    ['s-maxage=0 on a line of its own', { 'cache-control': ['max-age=100', 's-maxage=0'] }],
    ['nothing', {}],
  ])('is over at once by %s', async (_, fields) => {
    expect(await reused(fields)).toBe(false);
  });
});

describe('RFC 9111, 5.3: Expires', () => {
  it.each([
    'Thu, 18 Aug 2050 02:01:18 GMT',
    'Thursday, 18-Aug-50 02:01:18 GMT',
    'Thu Aug 18 02:01:18 2050',
    'THU, 18 AUG 2050 02:01:18 GMT',
    'Thu, 18 Aug 2050 02:01:18 gmt',
    'Tue, 19 Jan 2038 14:14:08 GMT',
    'Sun, 21 Nov 2286 04:46:39 GMT',
  ])('may be %s, and is answered as it came', async (expires) => {
    const { reused, answers } = await askTwice({ expires });
    expect([reused, answers[1].fields.expires]).toEqual([true, expires]);
  });

  it.each([
    'Thu, 18 Aug 2050 02:01:18 UTC',
    'Thu, 18 Aug 2050 02:01:18 AEST',
    'Thu, 18 Aug 50 02:01:18 GMT',
    'Thu 18 Aug 2050 02:01:18 GMT',
    'Thu, 18  Aug  2050 02:01:18 GMT',
    'Thu, 18-Aug-2050 02:01:18 GMT',
    'Thu, 18 Aug 2050 02.01.18 GMT',
    'Thu, 18 Aug 2050 2:01:18 GMT',
    '2050-08-18T02:01:18Z',
  ])('means the past if it is no date, as %s', async (expires) => {
    expect(await reused({ expires })).toBe(false);
  });

  it('means the past if it comes on several lines', async () => {
    expect(await reused({ expires: [date(100), date(200)] })).toBe(false);
  });
});

describe('RFC 9111, 4.2.2: heuristic freshness', () => {
  it('is a tenth of the time since Last-Modified', async () => {
    expect(await reused({ 'last-modified': date(-1000), age: '90' })).toBe(true);
    expect(await reused({ 'last-modified': date(-1000), age: '110' })).toBe(false);
  });

  it.each([
    ...[200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501].map((status) => [status, true] as const),
    ...[201, 202, 302, 403, 418, 500, 502, 503, 504, 599].map((status) => [status, false] as const),
  ])('of status %i: %s', async (status, stored) => {
    const body = status === 204 ? '' : 'x';
    await using origin = await startOrigin(() => ({ status, fields: { 'last-modified': date(-100_000) }, body }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    await edge.get('/');
    expect(origin.requests).toHaveLength(stored ? 1 : 2);
  });
});

describe('RFC 9111, 4.2.3: age', () => {
  it.each([
    ['max-age', { 'cache-control': 'max-age=100' }],
    ['Expires', { expires: date(100) }],
  ])('counts from what Age says, beside %s', async (_, lifetime) => {
    const { reused, answers } = await askTwice({ ...lifetime, age: '30' });
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
    expect(await reused({ expires: date(10), date: date(-10), age: '25' })).toBe(false);
    expect(await reused({ expires: date(20), date: date(10), age: '15' })).toBe(false);
  });

  describe('of a response made for the request', () => {
    afterEach(() => void vi.useRealTimers());

    const ofOneSecond = async (receivedAt: string): Promise<boolean> => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00.950Z') });
      const fields = { 'cache-control': 'max-age=1', date: 'Thu, 01 Jan 2026 00:00:00 GMT' };
      await using origin = await startOrigin(() => {
        vi.setSystemTime(receivedAt);
        return { fields };
      });
      await using edge = await startEdge(origin);
      for (const _ of [1, 2]) expect((await edge.get('/')).fields.date).toBe(fields.date);
      return origin.requests.length === 1;
    };

    it('does not count the fraction of a second that Date leaves out', async () => {
      expect(await ofOneSecond('2026-01-01T00:00:01.050Z')).toBe(true);
    });

    it('counts the time that the origin took', async () => {
      expect(await ofOneSecond('2026-01-01T00:00:02.050Z')).toBe(false);
    });
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
    expect(await reused({ 'cache-control': 'max-age=100', age: '200.0' })).toBe(true);
  });

  it('counts by its first member if it is a list', async () => {
    expect(await reused({ 'cache-control': 'max-age=100', age: '0, 200' })).toBe(true);
    expect(await reused({ 'cache-control': 'max-age=100', age: '200, 0' })).toBe(false);
  });

  it('counts by its first line if there are several', async () => {
    expect(await reused({ 'cache-control': 'max-age=100', age: ['0', '200'] })).toBe(true);
    expect(await reused({ 'cache-control': 'max-age=100', age: ['200', '0'] })).toBe(false);
  });

  it.each(['2147483647', '2147483648', '2147483649', '99999999999999999999'])('is old at %s', async (age) => {
    expect(await reused({ 'cache-control': 'max-age=3600', age })).toBe(false);
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
