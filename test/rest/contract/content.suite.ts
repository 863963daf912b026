import type { OriginBody } from '@edgegraph/rest/mcc.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { TestEdge } from '../../edge.ts';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const host = 'purged.example.com';

const regions = [
  { Id: 1, Name: 'North America' },
  { Id: 2, Name: 'Europe' },
  { Id: 3, Name: 'Asia Pacific' },
];

export const contentSuite = (bound: BoundCdn) => {
  let edge: TestEdge;
  beforeAll(async () => {
    edge = new TestEdge(bound.cdn.fleet, 'contract-edge');
    await edge.sync();
  });

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

    it('are accepted, and unfinished until every edge has done them', async () => {
      const { Id } = await purge(`http://${host}/a/b.png`);
      expect(Id).toMatch(/^[0-9a-f]{24}$/);
      expect(await status(Id)).toEqual({
        AccountNumber: customer.accountNumber,
        CompleteDate: null,
        Id,
        InDate: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
        MediaPath: `http://${host}/a/b.png`,
        MediaTypeId: 3,
        Regions: regions,
      });
      await edge.work();
      expect(await status(Id)).toMatchObject({ CompleteDate: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/) });
    });

    it('are bound to regions, which must be there', async () => {
      const { Id } = await purge(`http://${host}/a`, { MediaType: 3, EdgeNodeRegionIds: [2] });
      expect(await status(Id)).toMatchObject({ CompleteDate: expect.any(String), Regions: [{ Id: 2, Name: 'Europe' }] });
      await expect(purge(`http://${host}/a`, { MediaType: 3, EdgeNodeRegionIds: [2, 17] })).rejects.toMatchObject({
        status: 400,
        problems: [{ path: 'EdgeNodeRegionIds', message: expect.stringContaining('17') }],
      });
    });

    it('are not taken for loads or bulk purges', async () => {
      const { Id } = await purge(`http://${host}/`);
      const { getLoad, getBulkPurge } = bound.rest.mcc;
      expect([await getLoad({ id: Id }, customer), await getBulkPurge({ id: Id }, customer)]).toEqual([null, null]);
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

  describe('loads', () => {
    let customer: User;
    const loaded = 'loaded.example.com';
    beforeAll(async () => {
      customer = await bound.cdn.customer();
      const body: OriginBody = { DirectoryName: 'site', HostHeader: loaded, HttpHostnames: [{ Name: 'http://origin.example.com:80' }], HttpLoadBalancing: 'PF' };
      const { CustomerOriginId } = await bound.rest.mcc.createOrigin({ platform: 'httplarge', body }, customer);
      await bound.rest.mcc.createEdgeCname({ body: { Name: loaded, MediaTypeId: 3, OriginId: CustomerOriginId } }, customer);
      await bound.rest.mcc.createEdgeCname({ body: { Name: 'stored.example.com', MediaTypeId: 3, OriginId: -1 } }, customer);
    });
    const load = (MediaPath: string) => bound.rest.mcc.load({ body: { MediaPath, MediaType: '3' } }, customer);

    it('are done once every edge has fetched the URL', async () => {
      const { Id } = await load(`http://${loaded}/a.png?size=1`);
      expect(await bound.rest.mcc.getLoad({ id: Id }, customer)).toMatchObject({ CompleteDate: null, MediaPath: `http://${loaded}/a.png?size=1` });
      const [entry] = (await edge.work(() => ({ loads: [{ status: 200, bytes: 7, stored: true, problem: null }] }))).filter(({ kind }) => kind === 'load');
      expect(entry).toMatchObject({ loads: [{ host: loaded, url: '/a.png?size=1' }] });
      expect(await bound.rest.mcc.getLoad({ id: Id }, customer)).toMatchObject({ CompleteDate: expect.any(String) });
      expect(await bound.rest.mcc.getPurge({ id: Id }, customer)).toBeNull();
    });

    it.each([
      ['wildcards', `http://${loaded}/*`, 'without *'],
      ['a host without an origin', 'http://stored.example.com/a', 'has no customer origin'],
      ['a foreign host', 'http://foreign.example.com/a', 'foreign.example.com is no edge CNAME of yours'],
    ])('are refused with %s', async (_case, path, message) => {
      await expect(load(path)).rejects.toMatchObject({ status: 400, problems: [{ path: 'MediaPath', message: expect.stringContaining(message) }] });
    });

    it('of several URLs are one bulk load', async () => {
      const { bulkLoad, getBulkLoad } = bound.rest.mcc;
      const { Id } = await bulkLoad({ body: { MediaPath: [`http://${loaded}/a`, `http://${loaded}/b`], MediaTypeId: 3 } }, customer);
      await edge.work();
      expect(await getBulkLoad({ id: Id }, customer)).toMatchObject({ Status_Details: { Count: 2, Completed: 2, Status: 'done' } });
    });
  });

  describe('bulk purges', () => {
    let customer: User;
    const paths = (count: number) => Array.from({ length: count }, (_, index) => `http://wpc.${customer.accountNumber}.edgecastcdn.net/80${customer.accountNumber}/site/${index}`);
    beforeAll(async () => void (customer = await bound.cdn.customer()));
    const bulkPurge = (MediaPath: string[]) => bound.rest.mcc.bulkPurge({ body: { MediaPath, MediaType: 3 } }, customer);
    const status = async (id: string) => (await bound.rest.mcc.getBulkPurge({ id }, customer))?.Status_Details;

    it('tell how far they are', async () => {
      const other = new TestEdge(bound.cdn.fleet, 'other-edge', 'FRA');
      await other.sync();
      const { Id } = await bulkPurge(paths(3));
      const time = expect.stringMatching(/^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d [AP]M$/);
      expect(await status(Id)).toEqual({ Count: 3, Completed: 0, Completed_at: null, Created_at: time, Progress: 0, Status: 'in-progress' });
      await edge.work();
      expect(await status(Id)).toMatchObject({ Completed: 1, Progress: 50, Status: 'in-progress' });
      await other.work();
      expect(await status(Id)).toEqual({ Count: 3, Completed: 3, Completed_at: time, Created_at: time, Progress: 100, Status: 'done' });
      expect(await bound.rest.mcc.getBulkLoad({ id: Id }, customer)).toBeNull();
    });

    it('name every URL that is wrong, and change nothing', async () => {
      const refused = bulkPurge([...paths(1), 'http://foreign.example.com/a', 'http://other.example.com/*/a']);
      await expect(refused).rejects.toMatchObject({ status: 400, problems: [{ path: 'MediaPath.1' }, { path: 'MediaPath.2' }] });
    });

    it('count each URL for the limit of 50 outstanding ones', async () => {
      await bulkPurge(paths(49));
      await expect(bulkPurge(paths(2))).rejects.toMatchObject({ status: 400, message: 'The limit of 50 concurrent purges would be exceeded; wait until some are complete.' });
      await bulkPurge(paths(1));
      const single = bound.rest.mcc.purge({ body: { MediaPath: paths(1)[0] ?? '', MediaType: 3 } }, customer);
      await expect(single).rejects.toMatchObject({ status: 400, message: expect.stringContaining('limit of 50 concurrent purges') });
      await expect(bulkPurge(paths(51))).rejects.toMatchObject({ status: 400, problems: [{ path: 'MediaPath', message: expect.stringContaining('more than 50') }] });
    });
  });
};
