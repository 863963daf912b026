import { platformWords, type PlatformWord } from '@edgegraph/rest/codec.ts';
import type { OriginBody } from '@edgegraph/rest/mcc.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const storage = -1;

const originBody = (platform: PlatformWord): OriginBody => ({
  DirectoryName: 'site',
  HostHeader: 'www.example.com',
  HttpHostnames: [{ Name: 'http://www.example.com:80' }],
  HttpLoadBalancing: 'PF',
  ...(platform === 'adn' ? { ValidationURL: 'http://www.example.com/' } : {}),
});

export const edgeCnamesSuite = (bound: BoundCdn) =>
  describe('edge CNAMEs', () => {
    let customer: User;
    let largeOrigin: number;
    let smallOrigin: number;
    beforeAll(async () => {
      customer = await bound.cdn.customer();
      largeOrigin = await createOrigin('httplarge', customer);
      smallOrigin = await createOrigin('httpsmall', customer);
    });

    const createOrigin = async (platform: PlatformWord, owner: User): Promise<number> =>
      (await bound.rest.mcc.createOrigin({ platform, body: originBody(platform) }, owner)).CustomerOriginId;
    type Body = Parameters<typeof bound.rest.mcc.createEdgeCname>[0]['body'];
    const create = async (Name: string, more: Partial<Body> = {}): Promise<number> =>
      (await bound.rest.mcc.createEdgeCname({ body: { Name, MediaTypeId: 3, OriginId: storage, ...more } }, customer)).CNameId;
    const get = (id: number | string) => bound.rest.mcc.getEdgeCname({ id }, customer);

    it.each(['httplarge', 'httpsmall', 'adn'] as const)(
      'on %s are created, listed, got, replaced and deleted',
      async (platform) => {
        const own = await bound.cdn.customer();
        const OriginId = await createOrigin(platform, own);
        const { listEdgeCnames, createEdgeCname, getEdgeCname, updateEdgeCname, deleteEdgeCname } = bound.rest.mcc;
        const MediaTypeId = platformWords[platform];
        const Name = `${platform}.example.com`;
        const { CNameId: id } = await createEdgeCname(
          { body: { Name, MediaTypeId, OriginId, DirPath: 'pub/', EnableCustomReports: 1 } },
          own,
        );
        const created = {
          DirPath: 'pub',
          EnableCustomReports: 1,
          Id: id,
          MediaTypeId,
          Name,
          OriginId,
          OriginString: `/80${own.accountNumber}/site/pub`,
        };
        expect(await getEdgeCname({ id }, own)).toEqual(created);
        expect(await listEdgeCnames({ platform }, own)).toEqual([created]);
        const renamed = `new.${Name}`;
        expect(await updateEdgeCname({ id, body: { Name: renamed, OriginId: storage } }, own)).toEqual({ CNameId: id });
        const replaced = {
          ...created,
          DirPath: '',
          EnableCustomReports: 0,
          Name: renamed,
          OriginId: storage,
          OriginString: `/00${own.accountNumber}`,
        };
        expect(await getEdgeCname({ id }, own)).toEqual(replaced);
        expect(await deleteEdgeCname({ id }, own)).toBeNull();
        expect(await getEdgeCname({ id }, own)).toBeNull();
        expect(await listEdgeCnames({ platform }, own)).toEqual([]);
      },
    );

    it.each([
      ['the root of the storage', storage, '', (account: string) => `/00${account}`],
      ['a folder of the storage', storage, '/a/b/', (account: string) => `/00${account}/a/b`],
      ['the root of an origin', 'origin', null, (account: string) => `/80${account}/site`],
      ['a folder of an origin', 'origin', 'a', (account: string) => `/80${account}/site/a`],
    ] as const)('name in OriginString %s', async (what, origin, DirPath, path) => {
      const name = `${what.replaceAll(' ', '-')}.example.com`;
      const id = await create(name, { OriginId: origin === 'origin' ? largeOrigin : origin, DirPath });
      expect(await get(id)).toMatchObject({ OriginString: path(customer.accountNumber) });
    });

    it('take ids, platform and flag as text', async () => {
      const id = await create('text.example.com', { MediaTypeId: '3', OriginId: String(largeOrigin), EnableCustomReports: '1' });
      expect(await get(String(id))).toMatchObject({ MediaTypeId: 3, OriginId: largeOrigin, EnableCustomReports: 1 });
    });

    it.each([
      'Upper.example.com',
      'under_score.example.com',
      'host',
      'a..example.com',
      '-a.example.com',
      'a.example.com/path',
      '',
    ])('are refused with the name "%s"', async (name) => {
      await expect(create(name)).rejects.toMatchObject({ status: 400, problems: [{ path: 'Name' }] });
    });

    it('have a name once, over all customers', async () => {
      const other = await bound.cdn.customer();
      await create('once.example.com');
      const again = bound.rest.mcc.createEdgeCname(
        { body: { Name: 'once.example.com', MediaTypeId: 8, OriginId: storage } },
        other,
      );
      await expect(again).rejects.toMatchObject({ status: 400, problems: [{ path: 'Name' }] });
      const id = await create('twice.example.com');
      const renamed = bound.rest.mcc.updateEdgeCname({ id, body: { Name: 'once.example.com', OriginId: storage } }, customer);
      await expect(renamed).rejects.toMatchObject({ status: 400, problems: [{ path: 'Name' }] });
    });

    it('are refused with an origin that is unknown, of another platform or of another customer', async () => {
      const foreign = await createOrigin('httplarge', await bound.cdn.customer());
      for (const OriginId of [999_999_999, smallOrigin, foreign, 0]) {
        await expect(create('refused.example.com', { OriginId })).rejects.toMatchObject({
          status: 400,
          problems: [{ path: 'OriginId' }],
        });
      }
      const id = await create('kept.example.com', { OriginId: largeOrigin });
      const update = bound.rest.mcc.updateEdgeCname({ id, body: { Name: 'kept.example.com', OriginId: smallOrigin } }, customer);
      await expect(update).rejects.toMatchObject({ status: 400, problems: [{ path: 'OriginId' }] });
      expect(await get(id)).toMatchObject({ OriginId: largeOrigin });
    });

    it('that do not exist are null to read and 404 to write', async () => {
      const id = 999_999_999;
      expect(await get(id)).toBeNull();
      await expect(bound.rest.mcc.deleteEdgeCname({ id }, customer)).rejects.toMatchObject({ status: 404 });
      const update = bound.rest.mcc.updateEdgeCname({ id, body: { Name: 'nothing.example.com', OriginId: storage } }, customer);
      await expect(update).rejects.toMatchObject({ status: 404 });
    });
  });
