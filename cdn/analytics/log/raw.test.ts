import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRaw } from './raw.ts';

const fields = [
  '1431857103',
  '17',
  '198.51.100.7',
  '4000',
  '192.0.2.1',
  '80',
  'TCP_HIT/200',
  '4456',
  'GET',
  'http://wpc.0001.edgecastcdn.net/800001/www/a.png?v=2',
  '-',
  '3',
  '486',
  '"http://example.com/"',
  '"Mozilla/5.0 (X11) \\"x\\""',
  '1',
  '"-"',
];

/** A line whose fields at `changes`' indexes are others. */
const line = (changes: Record<number, string> = {}) => Object.values({ ...fields, ...changes }).join(' ');

describe("a line in the CDN's raw format", () => {
  it('gives every field', () => {
    expect(parseRaw(line())).toEqual({
      time: 1_431_857_103_000,
      ssl: false,
      method: 'GET',
      path: '/800001/www/a.png',
      query: 'v=2',
      protocol: '',
      status: 200,
      cacheStatus: 'TCP_HIT',
      bytes: 4456,
      originBytes: 486,
      timeTakenMs: 17,
      timeToFirstByteMs: null,
      clientIp: '198.51.100.7',
      referrer: 'http://example.com/',
      userAgent: 'Mozilla/5.0 (X11) "x"',
    });
  });

  it('may lack the custom field, the referrer, the user agent and counts', () => {
    const text = fields
      .slice(0, 16)
      .join(' ')
      .replace('"http://example.com/"', '-')
      .replace(/"Mozilla.*?" /, '"-" ')
      .replace(' 4456 ', ' - ')
      .replace(' 17 ', ' - ');
    expect(parseRaw(text)).toMatchObject({ referrer: '', bytes: 0, timeTakenMs: null });
  });

  it.each([
    [{ 0: '1431857103.25' }, { time: 1_431_857_103_250 }],
    [{ 5: '443' }, { ssl: true }],
    [{ 9: 'https://example.com/a' }, { ssl: true, path: '/a' }],
    [{ 6: 'TCP_EXPIRED_MISS/304' }, { cacheStatus: 'TCP_EXPIRED_MISS', status: 304 }],
    [{ 6: 'TCP_PARTIAL_HIT/206' }, { cacheStatus: 'NONE', status: 206 }],
    [{ 6: 'NONE/000' }, { cacheStatus: 'NONE', status: 0 }],
  ])('is read with %o', (changes, expected) => expect(parseRaw(line(changes))).toMatchObject(expected));
});

describe('a line that is not in the raw format', () => {
  it.each([
    [fields.slice(0, 15).join(' '), 'has 15 fields instead of at least 16'],
    [line({ 0: 'yesterday' }), 'has no Unix timestamp in yesterday'],
    [line({ 0: '99999999999' }), 'has no Unix timestamp in 99999999999'],
    [line({ 6: '200' }), 'has no cache status/HTTP status in 200'],
    [line({ 7: 'x' }), 'has no byte count in x'],
    [line({ 12: '-1' }), 'has no byte count in -1'],
  ])('is told why: %s', (text, problem) => expect(parseRaw(text)).toEqual({ problem }));

  it('never throws', () => {
    const parts = fc.array(fc.constantFrom(...fields, '"', '\\', '-', ''));
    fc.assert(
      fc.property(parts, (some) => {
        expect(() => parseRaw(some.join(' '))).not.toThrow();
      }),
    );
  });
});
