import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventLine, parseEventLine } from './event-line.ts';

const full = {
  time: '2026-05-17T10:05:03.123Z',
  customer: '0001',
  platform: 'HTTP_LARGE',
  cname: 'www.example.com',
  method: 'GET',
  path: '/a',
  query: 'b',
  protocol: 'HTTP/1.1',
  ssl: true,
  status: 200,
  cacheStatus: 'TCP_HIT',
  bytes: 1,
  originBytes: 2,
  timeTakenMs: 3.5,
  clientIp: '192.0.2.1',
  referrer: '',
  userAgent: '',
  pop: 'LAX',
  regionId: 1,
};

const anything = fc.oneof(
  fc.constantFrom(undefined, null, false, '', '/a?b', 'ADN', 'toString', 'LAX', 'lax', 'LAX\n', 'TCP_MISS', 'NONE', -2, -1, 0, 1, 999, 1000, 32_768, 1.5, 1e300, {}, []),
  fc.constantFrom('2026-02-30T00:00:00Z', '2024-02-29T00:00:00Z', '2026-05-17T10:05:03', '2026-05-17T10:05:03+02:00', '2026-05-17', '1960-01-01T00:00:00Z'),
  fc.double(),
  fc.string(),
);

describe('a line of events', () => {
  it('is taken, and read, as its schema says, whatever is in its members', () => {
    const member = fc.constantFrom(...Object.keys(full), 'more', '__proto__');
    fc.assert(
      fc.property(fc.array(fc.tuple(member, anything), { maxLength: 4 }), (changes) => {
        const line = JSON.stringify({ ...full, ...Object.fromEntries(changes) });
        const read = parseEventLine(line);
        expect('problem' in read ? undefined : read).toEqual(eventLine.safeParse(JSON.parse(line)).data);
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['null', '1', '"a"', '[]', '[1]'])('that is %s is no JSON object', (line) => {
    expect(parseEventLine(line)).toEqual({ problem: 'is no JSON object' });
  });
});
