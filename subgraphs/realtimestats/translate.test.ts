import { describe, expect, it } from 'vitest';
import { toFilter, toLive } from './translate.ts';

describe('live figures', () => {
  it('keep their order, zeros included', () => {
    expect(
      toLive({
        At: '2015-05-17T12:00:00Z',
        Bandwidth: 12,
        Connections: 1,
        CacheStatuses: [{ CacheStatus: 'TCP_MISS', Connections: 1 }, { CacheStatus: 'NONE', Connections: 0 }],
        Pops: [{ Pop: 'LAX', Bandwidth: 12, Connections: 1 }],
        StatusCodes: [{ StatusCode: '2xx', Connections: 1 }, { StatusCode: '304', Connections: 0 }],
      }),
    ).toEqual({
      at: new Date('2015-05-17T12:00:00Z'),
      bitsPerSecond: 12,
      connectionsPerSecond: 1,
      cacheStatuses: [{ status: 'TCP_MISS', connectionsPerSecond: 1 }, { status: 'NONE', connectionsPerSecond: 0 }],
      statusCodes: [{ statusCode: '2xx', connectionsPerSecond: 1 }, { statusCode: '304', connectionsPerSecond: 0 }],
      pops: [{ pop: 'LAX', bitsPerSecond: 12, connectionsPerSecond: 1 }],
    });
  });

  it.each([
    [{}, {}],
    [{ platform: 'HTTP_SMALL' as const, pop: 'LAX' }, { mediatypeid: 8, pop: 'LAX' }],
    [{ platform: 'ADN' as const, sslOnly: true, pop: null }, { mediatypeid: 15 }],
  ])('are asked for by %o as %o', (args, filter) => {
    expect(toFilter(args)).toEqual(filter);
  });

  it('of HTTPS alone need a platform', () => {
    expect(() => toFilter({ sslOnly: true })).toThrow('sslOnly needs a platform.');
  });
});
