import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

export const cacheSettingsSuite = (bound: BoundCdn) =>
  describe('cache settings', () => {
    let customer: User;
    beforeAll(async () => {
      customer = await bound.cdn.customer();
    });

    it('of a customer that has set nothing: no compression, query strings neither count nor are logged', async () => {
      const platforms = [3, 8, 14];
      const { getCompression, getQueryStringCaching, getQueryStringLogging } = bound.rest.mcc;
      const untouched = await bound.cdn.customer();
      expect(await getCompression({}, untouched)).toEqual(platforms.map((MediaTypeId) => ({ ContentTypes: [''], MediaTypeId, Status: 0 })));
      expect(await getQueryStringCaching({}, untouched)).toEqual(
        platforms.map((MediaTypeId) => ({ MediaTypeId, QueryStringCaching: 'standard-cache' })),
      );
      expect(await getQueryStringLogging({}, untouched)).toEqual(
        platforms.map((MediaTypeId) => ({ MediaTypeId, QueryStringLogging: 'no-log' })),
      );
    });

    it('are set for one platform, whose id may be a text', async () => {
      const { mcc } = bound.rest;
      const compression = { ContentTypes: ['text/html', 'text/css', 'TEXT/HTML', ''], MediaTypeId: '8', Status: '1' };
      expect(await mcc.setCompression({ body: compression }, customer)).toBeNull();
      expect(await mcc.setQueryStringCaching({ body: { MediaTypeId: 8, QueryStringCaching: 'unique-cache' } }, customer)).toBeNull();
      expect(await mcc.setQueryStringLogging({ body: { MediaTypeId: 8, QueryStringLogging: 'log' } }, customer)).toBeNull();
      const asked = { mediatypeid: '8' };
      expect(await mcc.getCompression(asked, customer)).toEqual({ ContentTypes: ['text/html', 'text/css'], MediaTypeId: 8, Status: 1 });
      expect(await mcc.getQueryStringCaching(asked, customer)).toEqual({ MediaTypeId: 8, QueryStringCaching: 'unique-cache' });
      expect(await mcc.getQueryStringLogging(asked, customer)).toEqual({ MediaTypeId: 8, QueryStringLogging: 'log' });
      expect(await mcc.getCompression({ mediatypeid: 3 }, customer)).toMatchObject({ MediaTypeId: 3, Status: 0 });
    });

    it('turn compression on when Status is left out, and off while the types stay known', async () => {
      const { setCompression, getCompression } = bound.rest.mcc;
      const body = { ContentTypes: ['text/plain'], MediaTypeId: 14 };
      await setCompression({ body }, customer);
      expect(await getCompression({ mediatypeid: 14 }, customer)).toEqual({ ...body, Status: 1 });
      await setCompression({ body: { ...body, Status: 0 } }, customer);
      expect(await getCompression({ mediatypeid: 14 }, customer)).toEqual({ ...body, Status: 0 });
    });

    it.each([
      ['a content type that is none', { ContentTypes: ['text/html', 'text'], MediaTypeId: 3 }, 'ContentTypes.1'],
      ['compression without content types', { ContentTypes: [''], MediaTypeId: 3, Status: 1 }, 'ContentTypes'],
      ['an unknown platform', { ContentTypes: [], MediaTypeId: 2, Status: 0 }, 'MediaTypeId'],
      ['a status besides 0 and 1', { ContentTypes: [], MediaTypeId: 3, Status: 2 }, 'Status'],
    ])('are refused with %s', async (_case, body, path) => {
      await expect(bound.rest.mcc.setCompression({ body }, customer)).rejects.toMatchObject({ status: 400, problems: [{ path }] });
    });

    it('take the words for query strings in lower case alone', async () => {
      const { setQueryStringCaching, setQueryStringLogging } = bound.rest.mcc;
      // What a client may send, whatever the types say.
      const caching = { MediaTypeId: 3, QueryStringCaching: 'No-Cache' as 'no-cache' };
      const logging = { MediaTypeId: 3, QueryStringLogging: 'Log' as 'log' };
      await expect(setQueryStringCaching({ body: caching }, customer)).rejects.toMatchObject({ problems: [{ path: 'QueryStringCaching' }] });
      await expect(setQueryStringLogging({ body: logging }, customer)).rejects.toMatchObject({ problems: [{ path: 'QueryStringLogging' }] });
    });
  });
