import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCombined } from './combined.ts';

const line = (given: { date?: string; request?: string; status?: string; bytes?: string; rest?: string } = {}) => {
  const {
    date = '17/May/2015:10:05:03 +0000',
    request = 'GET /a/b.png?x=1 HTTP/1.1',
    status = '200',
    bytes = '203023',
    rest = '"-" "curl/8.0"',
  } = given;
  return `83.149.9.216 - - [${date}] "${request}" ${status} ${bytes} ${rest}`;
};

describe('a line in Combined Log Format', () => {
  it('gives every field, and NONE as the cache status, which it does not know', () => {
    expect(parseCombined(line({ rest: '"http://example.com/" "Mozilla/5.0 (X11; \\"quoted\\")"' }))).toEqual({
      time: Date.UTC(2015, 4, 17, 10, 5, 3),
      ssl: false,
      method: 'GET',
      path: '/a/b.png',
      query: 'x=1',
      protocol: 'HTTP/1.1',
      status: 200,
      cacheStatus: 'NONE',
      bytes: 203_023,
      originBytes: 0,
      timeTakenMs: null,
      timeToFirstByteMs: null,
      clientIp: '83.149.9.216',
      referrer: 'http://example.com/',
      userAgent: 'Mozilla/5.0 (X11; "quoted")',
    });
  });

  it.each([
    ['17/May/2015:10:05:03 +0200', '2015-05-17T08:05:03Z'],
    ['31/Dec/2015:23:59:60 -0130', '2016-01-01T01:30:00Z'],
    ['29/Feb/2016:00:00:00 +0000', '2016-02-29T00:00:00Z'],
  ])('has its time in UTC: %s', (date, utc) => expect(parseCombined(line({ date }))).toMatchObject({ time: Date.parse(utc) }));

  it.each([
    ['-', { method: '', path: '', bytes: 203_023 }],
    ['\\x16\\x03\\x01', { method: '', path: '\\x16\\x03\\x01', protocol: '' }],
    ['GET /with space HTTP/1.0', { method: 'GET', path: '/with space', protocol: 'HTTP/1.0' }],
    ['GET /old', { method: 'GET', path: '/old', protocol: '' }],
    ['GET https://example.com/a?b HTTP/1.1', { path: '/a', query: 'b', ssl: true }],
    ['OPTIONS * HTTP/1.1', { method: 'OPTIONS', path: '*' }],
  ])('counts whatever was requested: %s', (request, fields) => expect(parseCombined(line({ request }))).toMatchObject(fields));

  it('has 0 bytes where it says -', () => expect(parseCombined(line({ bytes: '-' }))).toMatchObject({ bytes: 0 }));

  it('may have a user name with spaces, and further fields', () => {
    const text = `::1 - Ada L [17/May/2015:10:05:03 +0000] "GET / HTTP/2.0" 304 0 "-" "-" "203.0.113.7" 0.004`;
    expect(parseCombined(text)).toMatchObject({ clientIp: '::1', status: 304, userAgent: '' });
  });
});

describe('a line that is not in Combined Log Format', () => {
  it.each([
    [line().slice(0, -1), 'is not in Combined Log Format'],
    ['', 'is not in Combined Log Format'],
    [
      line({ date: '31/Apr/2015:10:05:03 +0000' }),
      'has no date that exists in [31/Apr/2015:10:05:03 +0000]; expected [17/May/2015:10:05:03 +0000]',
    ],
    [
      line({ date: '17/Mai/2015:10:05:03 +0000' }),
      'has no date that exists in [17/Mai/2015:10:05:03 +0000]; expected [17/May/2015:10:05:03 +0000]',
    ],
    [
      line({ date: '17/May/1915:10:05:03 +0000' }),
      'has no date that exists in [17/May/1915:10:05:03 +0000]; expected [17/May/2015:10:05:03 +0000]',
    ],
    [line({ bytes: '9'.repeat(16) }), 'has no byte count in 9999999999999999'],
  ])('is told why: %s', (text, problem) => expect(parseCombined(text)).toEqual({ problem }));

  it('never throws, and is read in time linear to its length', () => {
    const text = fc.string({ unit: fc.constantFrom(...'[]" \\:/-+09aGET'), maxLength: 200 });
    fc.assert(
      fc.property(text, (any) => {
        expect(() => parseCombined(any)).not.toThrow();
      }),
    );
    expect(parseCombined(`a - ${'['.repeat(120_000)}`)).toHaveProperty('problem');
    expect(parseCombined(`a - [x] "${'\\"'.repeat(60_000)}`)).toHaveProperty('problem');
  });
});

describe('any referrer and user agent', () => {
  it('come back as they were sent', () => {
    const escaped = (text: string) => text.replaceAll(/["\\]/g, '\\$&');
    const sent = fc.string({ unit: fc.constantFrom(...'"\\ []a-/'), minLength: 2 });
    fc.assert(
      fc.property(sent, sent, (referrer, userAgent) => {
        expect(parseCombined(line({ rest: `"${escaped(referrer)}" "${escaped(userAgent)}"` }))).toMatchObject({
          referrer,
          userAgent,
        });
      }),
    );
  });
});
