import { describe, expect, it } from 'vitest';
import type { BoundCdn } from './bound-cdn.ts';

const cacheStatuses = [
  'TCP_HIT',
  'TCP_EXPIRED_HIT',
  'TCP_MISS',
  'TCP_EXPIRED_MISS',
  'TCP_CLIENT_REFRESH_MISS',
  'NONE',
  'CONFIG_NOCACHE',
  'UNCACHEABLE',
].map((CacheStatus) => ({ CacheStatus, Connections: 0 }));

const statusCodes = ['2xx', '304', '3xx', '403', '404', '4xx', '5xx', 'other'].map((StatusCode) => ({
  Connections: 0,
  StatusCode,
}));

export const realtimestatsSuite = (bound: BoundCdn) =>
  describe('real-time statistics while nothing is served', () => {
    it.each([3, 8, '14'])('are zero on platform %s, each in its place', async (platform) => {
      const { getBandwidth, getConnections, getCacheStatus, getStatusCode } = bound.rest.realtimestats;
      const { administrator } = bound.cdn;
      expect(await getBandwidth({ platform }, administrator)).toEqual({ Result: 0 });
      expect(await getConnections({ platform }, administrator)).toEqual({ Result: 0 });
      expect(await getCacheStatus({ platform }, administrator)).toEqual(cacheStatuses);
      expect(await getStatusCode({ platform }, administrator)).toEqual(statusCodes);
    });

    it('are zero for each edge CNAME, in the order of the ids', async () => {
      const figures = { Bandwidth: 0, CacheStatuses: cacheStatuses, Connections: 0, StatusCodes: statusCodes };
      expect(await bound.rest.realtimestats.getEdgeCnamesLive({ ids: '7,1' }, bound.cdn.administrator)).toEqual([
        { ...figures, CNameId: 7 },
        { ...figures, CNameId: 1 },
      ]);
    });

    it('refuse platforms that they do not know', async () => {
      const bandwidth = bound.rest.realtimestats.getBandwidth({ platform: 7 }, bound.cdn.administrator);
      await expect(bandwidth).rejects.toMatchObject({ status: 400, problems: [{ path: 'platform' }] });
    });
  });
