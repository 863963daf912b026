import { beforeEach, describe, expect, it } from 'vitest';
import { event, noon } from './event.fixture.ts';
import { LiveCounters } from './live.ts';

let now: number;
let live: LiveCounters;
beforeEach(() => {
  now = noon;
  live = new LiveCounters(() => now);
});

const connections = () => live.read({ accountNumber: '0001' }).connectionsPerSecond;

describe('live figures', () => {
  it('are zeros while nothing is served', () => {
    expect(live.read({ accountNumber: '0001' })).toEqual({
      at: noon - 1000,
      bitsPerSecond: 0,
      connectionsPerSecond: 0,
      cacheStatuses: {
        TCP_HIT: 0,
        TCP_EXPIRED_HIT: 0,
        TCP_MISS: 0,
        TCP_EXPIRED_MISS: 0,
        TCP_CLIENT_REFRESH_MISS: 0,
        NONE: 0,
        CONFIG_NOCACHE: 0,
        UNCACHEABLE: 0,
      },
      statusClasses: { '2xx': 0, 304: 0, '3xx': 0, 403: 0, 404: 0, '4xx': 0, '5xx': 0, other: 0 },
    });
  });

  it('are of the last complete second, and gone the second after', () => {
    live.record(event({ bytes: 125, cacheStatus: 'TCP_MISS' }));
    expect(connections()).toBe(0);
    now = noon + 1999;
    expect(live.read({ accountNumber: '0001' })).toMatchObject({
      at: noon,
      bitsPerSecond: 1000,
      connectionsPerSecond: 1,
      cacheStatuses: { TCP_MISS: 1 },
    });
    now = noon + 2000;
    expect(connections()).toBe(0);
  });

  it('count each status in one class', () => {
    for (const status of [200, 206, 301, 304, 403, 404, 416, 500, 599, 0, 101, 600]) live.record(event({ status }));
    now += 1000;
    expect(live.read({ accountNumber: '0001' }).statusClasses).toEqual({
      '2xx': 2,
      304: 1,
      '3xx': 1,
      403: 1,
      404: 1,
      '4xx': 1,
      '5xx': 2,
      other: 3,
    });
  });

  it('tell accounts, platforms and CNAMEs apart', () => {
    live.record(event({ cnameId: 1 }));
    live.record(event({ cnameId: 1, mediaTypeId: 8 }));
    live.record(event({ cnameId: 2 }));
    live.record(event({ accountNumber: '0002', cnameId: 1 }));
    now += 1000;
    const read = (filter: object) => live.read({ accountNumber: '0001', ...filter }).connectionsPerSecond;
    expect([
      read({}),
      read({ mediaTypeId: 3 }),
      read({ cnameIds: [1] }),
      read({ mediaTypeId: 8, cnameIds: [1, 2, 9] }),
      read({ cnameIds: [] }),
    ]).toEqual([3, 2, 2, 1, 0]);
    expect(read({ cnameIds: [1, 1] })).toBe(2);
  });

  it('leave out what is older than ten minutes, or in the future', () => {
    live.record(event({ time: noon - 600_000 }));
    live.record(event({ time: noon + 1000 }));
    for (now = noon - 598_000; now <= noon + 3000; now += 1000) expect(connections()).toBe(0);
  });

  it('still count what comes late within ten minutes', () => {
    now = noon + 599_999;
    live.record(event());
    now = noon + 1000;
    expect(connections()).toBe(1);
  });
});
