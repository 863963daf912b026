import { describe, expect, it } from 'vitest';
import { toCacheStatuses, toStatusCodes } from './translate.ts';

describe('live rates', () => {
  it('of one platform keep their order, zeros included', () => {
    expect(
      toStatusCodes([
        { StatusCode: '2xx', Connections: 1.5 },
        { StatusCode: '304', Connections: 0 },
      ]),
    ).toEqual([
      { statusCode: '2xx', connectionsPerSecond: 1.5 },
      { statusCode: '304', connectionsPerSecond: 0 },
    ]);
  });

  it('of several platforms are added up by name', () => {
    const large = [
      { CacheStatus: 'TCP_HIT' as const, Connections: 2 },
      { CacheStatus: 'TCP_MISS' as const, Connections: 1 },
    ];
    const small = [
      { CacheStatus: 'TCP_MISS' as const, Connections: 0.5 },
      { CacheStatus: 'NONE' as const, Connections: 0 },
    ];
    expect(toCacheStatuses(large, small)).toEqual([
      { status: 'TCP_HIT', connectionsPerSecond: 2 },
      { status: 'TCP_MISS', connectionsPerSecond: 1.5 },
      { status: 'NONE', connectionsPerSecond: 0 },
    ]);
  });
});
