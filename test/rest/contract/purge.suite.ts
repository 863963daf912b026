import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const host = 'purged.example.com';

export const purgeSuite = (bound: BoundCdn) =>
  describe('purges', () => {
    let customer: User;
    beforeAll(async () => {
      customer = await bound.cdn.customer();
      await bound.rest.mcc.createEdgeCname({ body: { Name: host, MediaTypeId: 3, OriginId: -1 } }, customer);
    });

    type Body = Parameters<typeof bound.rest.mcc.purge>[0]['body'];
    const purge = (MediaPath: string, platform: Partial<Body> = { MediaType: 3 }) =>
      bound.rest.mcc.purge({ body: { MediaPath, ...platform } }, customer);
    const status = (id: string) => bound.rest.mcc.getPurge({ id }, customer);

    it('are accepted, and unfinished as long as no edge has done them', async () => {
      const { Id } = await purge(`http://${host}/a/b.png`);
      expect(Id).toMatch(/^[0-9a-f]{24}$/);
      expect(await status(Id)).toEqual({
        AccountNumber: customer.accountNumber,
        CompleteDate: null,
        Id,
        InDate: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
        MediaPath: `http://${host}/a/b.png`,
        MediaTypeId: 3,
      });
    });

    it.each([{ MediaType: '3' }, { MediaTypeId: 3 }, { MediaTypeId: '3' }])('take the platform as %o', async (platform) => {
      const { Id } = await purge(`https://${host}/`, platform);
      expect(await status(Id)).toMatchObject({ MediaTypeId: 3 });
    });

    it.each(['/*', '/a/*.*', '/a/b*.ht*', '/a/?', '/a/b.png?q=*/1', '/a/b.png?q'])('take the path %s', async (path) => {
      const { Id } = await purge(`http://${host}${path}`);
      expect(await status(Id)).toMatchObject({ MediaPath: `http://${host}${path}` });
    });

    it('take the host in any case and with a port', async () => {
      expect(await purge(`HTTP://${host.toUpperCase()}:80/a`)).toEqual({ Id: expect.any(String) });
    });

    it.each([
      ['wpc', 3],
      ['wac', 8],
      ['adn', 14],
    ])("take URLs of the CDN's own at %s on platform %i, in either case of the account number", async (label, MediaType) => {
      for (const account of [customer.accountNumber, customer.accountNumber.toLowerCase()]) {
        for (const root of ['00', '80']) {
          const path = `http://${label}.${account}.edgecastcdn.net/${root}${account}/site/*`;
          expect(await purge(path, { MediaType })).toEqual({ Id: expect.any(String) });
          await expect(purge(path, { MediaType: MediaType === 3 ? 8 : 3 })).rejects.toMatchObject({ status: 400 });
        }
      }
    });

    it.each([
      ['a foreign host', 'http://foreign.example.com/a'],
      ['a wildcard for a folder', `http://${host}/*/a.png`],
      ['a wildcard in the host', 'http://*.example.com/a.png'],
      ['no protocol', `//${host}/a.png`],
      ['another protocol', `ftp://${host}/a.png`],
      ['no path', `http://${host}`],
      ['a space', `http://${host}/a b`],
      ['a host that no URL can have', 'http://a%20b/c'],
      ['a port that no URL can have', `http://${host}:99999/c`],
      ["another account's CDN URL", 'http://wpc.FFFF.edgecastcdn.net/80FFFF/site/*'],
    ])('are refused with %s', async (_case, path) => {
      await expect(purge(path)).rejects.toMatchObject({ status: 400, problems: [{ path: 'MediaPath' }] });
    });

    it("are refused with another account's folder under one's own CDN host", async () => {
      const path = `http://wpc.${customer.accountNumber}.edgecastcdn.net/80FFFF/site/*`;
      await expect(purge(path)).rejects.toMatchObject({ status: 400, problems: [{ path: 'MediaPath' }] });
    });

    it('are refused on a platform that the edge CNAME is not on', async () => {
      await expect(purge(`http://${host}/a`, { MediaType: 8 })).rejects.toMatchObject({
        status: 400,
        problems: [{ path: 'MediaPath' }],
      });
    });

    it.each([{}, { MediaType: 2 }, { MediaType: 'HTTP Large' }])('are refused with the platform %o', async (platform) => {
      await expect(purge(`http://${host}/a`, platform)).rejects.toMatchObject({ status: 400, problems: [{ path: 'MediaType' }] });
    });

    it('have an id in either case', async () => {
      const { Id } = await purge(`http://${host}/`);
      expect(await status(Id.toUpperCase())).toMatchObject({ Id });
    });

    it('that do not exist are null', async () => {
      expect(await status('0123456789abcdef01234567')).toBeNull();
    });

    it('refuse an id of another form', async () => {
      await expect(status('17')).rejects.toMatchObject({ status: 400, problems: [{ path: 'id' }] });
    });
  });
