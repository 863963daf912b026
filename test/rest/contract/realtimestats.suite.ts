import { beforeAll, describe, expect, it, vi } from 'vitest';
import { servedEvents } from '../../served-events.ts';
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

const nothing = { At: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), Bandwidth: 0, CacheStatuses: cacheStatuses, Connections: 0, Pops: [], StatusCodes: statusCodes };

export const realtimestatsSuite = (bound: BoundCdn) => {
  describe('real-time statistics while nothing is served', () => {
    it.each([3, 8, '14', 7, 9, '15'])('are zero on platform %s, each in its place', async (platform) => {
      const { getBandwidth, getConnections, getCacheStatus, getStatusCode } = bound.rest.realtimestats;
      const { administrator } = bound.cdn;
      expect(await getBandwidth({ platform }, administrator)).toEqual({ Result: 0 });
      expect(await getConnections({ platform }, administrator)).toEqual({ Result: 0 });
      expect(await getCacheStatus({ platform }, administrator)).toEqual(cacheStatuses);
      expect(await getStatusCode({ platform }, administrator)).toEqual(statusCodes);
    });

    it('are zero of the account, and a series of 600 seconds', async () => {
      const { getLive, getLiveSeries } = bound.rest.realtimestats;
      expect(await getLive({}, bound.cdn.administrator)).toEqual(nothing);
      expect(await getLiveSeries({ mediatypeid: 3, pop: 'lax' }, bound.cdn.administrator)).toEqual(Array.from({ length: 600 }, () => nothing));
    });

    it('are zero for each edge CNAME, in the order of the ids; one that does not exist is left out', async () => {
      const { getEdgeCnamesLive, getEdgeCnamesLiveSeries } = bound.rest.realtimestats;
      const { CNameId } = await bound.rest.mcc.createEdgeCname({ body: { Name: 'live.example.com', DirPath: '', MediaTypeId: 3, OriginId: -1 } }, bound.cdn.administrator);
      const ids = `${CNameId},99999,1`;
      expect(await getEdgeCnamesLive({ ids }, bound.cdn.administrator)).toEqual([
        { ...nothing, CNameId },
        { ...nothing, CNameId: 1 },
      ]);
      expect(await getEdgeCnamesLiveSeries({ ids, seconds: '2' }, bound.cdn.administrator)).toEqual([
        { CNameId, Data: [nothing, nothing] },
        { CNameId: 1, Data: [nothing, nothing] },
      ]);
      await bound.rest.mcc.deleteEdgeCname({ id: CNameId }, bound.cdn.administrator);
    });

    it("leave out another customer's edge CNAME as one that does not exist", async () => {
      expect(await bound.rest.realtimestats.getEdgeCnamesLive({ ids: '1' }, await bound.cdn.customer())).toEqual([]);
    });

    it('refuse platforms, POPs and lengths that they do not know', async () => {
      const { getBandwidth, getLive, getLiveSeries, getEdgeCnamesLiveSeries } = bound.rest.realtimestats;
      const { administrator } = bound.cdn;
      const refused = (path: string) => ({ status: 400, problems: [{ path }] });
      await expect(getBandwidth({ platform: 2 }, administrator)).rejects.toMatchObject(refused('platform'));
      await expect(getLive({ mediatypeid: 0 }, administrator)).rejects.toMatchObject(refused('mediatypeid'));
      await expect(getLive({ pop: 'XXX' }, administrator)).rejects.toMatchObject({ ...refused('pop'), message: 'pop: XXX is no POP of this CDN; give the code of one, such as LAX.' });
      await expect(getLive({ pop: 'LAX,FRA' }, administrator)).rejects.toMatchObject(refused('pop'));
      for (const seconds of [0, 601, '1.5']) await expect(getLiveSeries({ seconds }, administrator)).rejects.toMatchObject(refused('seconds'));
      const ids = Array.from({ length: 34 }, (_, index) => index + 1);
      await expect(getEdgeCnamesLiveSeries({ ids }, administrator)).rejects.toMatchObject({ ...refused('seconds'), message: expect.stringContaining('20400 points') });
    });
  });

  describe('real-time statistics of what is served', () => {
    let at: string;
    beforeAll(async () => {
      // In the second that is under way: told when it is complete.
      const events = servedEvents(Date.now(), [
        { cnameId: 1, pop: 'LAX', bytes: 100 },
        { cnameId: 1, pop: 'FRA', bytes: 25, ssl: true, status: 404, cacheStatus: 'TCP_MISS' },
        { mediaTypeId: 8, pop: 'LAX', bytes: 1 },
      ]);
      await bound.cdn.events.append(events);
      at = new Date(Math.floor((events[0]?.time ?? 0) / 1000) * 1000).toISOString().replace('.000', '');
      await vi.waitUntil(async () => (await bound.rest.realtimestats.getLive({}, bound.cdn.administrator)).At >= at, { timeout: 10_000, interval: 50 });
    });

    it('are the same by every route for one second', async () => {
      const { administrator } = bound.cdn;
      const { realtimestats } = bound.rest;
      const ofPlatform = async (mediatypeid?: number, pop?: string) => {
        const series = await realtimestats.getLiveSeries({ mediatypeid, pop }, administrator);
        return series.find((each) => each.At === at);
      };
      expect(await ofPlatform()).toMatchObject({
        Bandwidth: 1008,
        Connections: 3,
        Pops: [{ Pop: 'FRA', Bandwidth: 200, Connections: 1 }, { Pop: 'LAX', Bandwidth: 808, Connections: 2 }],
      });
      expect(await ofPlatform(3)).toMatchObject({ Bandwidth: 1000, Connections: 2 });
      expect(await ofPlatform(7)).toMatchObject({ Bandwidth: 200, StatusCodes: expect.arrayContaining([{ StatusCode: '404', Connections: 1 }]) });
      expect(await ofPlatform(8, 'lax')).toMatchObject({ Bandwidth: 8, Pops: [{ Pop: 'LAX' }] });
      expect(await ofPlatform(8, 'FRA')).toMatchObject({ Bandwidth: 0, Pops: [] });
      const [cname] = await realtimestats.getEdgeCnamesLiveSeries({ ids: '1', pop: 'FRA', seconds: 60 }, administrator);
      expect(cname?.Data.find((each) => each.At === at)).toMatchObject({ Bandwidth: 200, CacheStatuses: expect.arrayContaining([{ CacheStatus: 'TCP_MISS', Connections: 1 }]) });
    });

    it("are none of another customer's", async () => {
      const series = await bound.rest.realtimestats.getLiveSeries({}, await bound.cdn.customer());
      expect(new Set(series.map(({ Connections }) => Connections))).toEqual(new Set([0]));
    });
  });
};
