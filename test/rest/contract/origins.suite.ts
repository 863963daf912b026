import type { PlatformWord } from '@edgegraph/rest/codec.ts';
import type { OriginBody } from '@edgegraph/rest/mcc.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const http = ['http://one.example.com:80', 'http://two.example.com:80'];
const https = ['https://one.example.com:443'];

const named = (names: readonly string[]) => names.map((Name) => ({ Name }));

const body = (DirectoryName: string, more: Partial<OriginBody> = {}): OriginBody => ({
  DirectoryName,
  HostHeader: 'www.example.com:80',
  HttpHostnames: named(http),
  HttpLoadBalancing: 'PF',
  ...more,
});

const adnBody = (DirectoryName: string, more: Partial<OriginBody> = {}): OriginBody =>
  body(DirectoryName, { ValidationURL: 'http://www.example.com/ok.txt', ...more });

export const originsSuite = (bound: BoundCdn) =>
  describe('customer origins', () => {
    let customer: User;
    beforeAll(async () => {
      customer = await bound.cdn.customer();
    });

    const create = async (platform: PlatformWord, origin: OriginBody): Promise<number> =>
      (await bound.rest.mcc.createOrigin({ platform, body: origin }, customer)).CustomerOriginId;
    const get = (platform: PlatformWord, id: number | string) => bound.rest.mcc.getOrigin({ platform, id }, customer);

    describe.each([
      { platform: 'httplarge', origin: body },
      { platform: 'httpsmall', origin: body },
      { platform: 'adn', origin: adnBody },
    ] as const)('on $platform', ({ platform, origin }) => {
      it('are created, listed, got, replaced and deleted', async () => {
        const own = await bound.cdn.customer();
        const { listOrigins, createOrigin, getOrigin, updateOrigin, deleteOrigin } = bound.rest.mcc;
        expect(await listOrigins({ platform }, own)).toEqual([]);
        const { CustomerOriginId: id } = await createOrigin({ platform, body: origin('videos') }, own);
        const created = await getOrigin({ platform, id }, own);
        expect(created).toMatchObject({ Id: id, DirectoryName: 'videos', HostHeader: 'www.example.com:80' });
        expect(await listOrigins({ platform }, own)).toEqual([created]);
        const replaced = await updateOrigin({ platform, id, body: origin('films', { HostHeader: 'films.example.com' }) }, own);
        expect(replaced).toEqual({ CustomerOriginId: id });
        expect(await getOrigin({ platform, id }, own)).toEqual({
          ...created,
          DirectoryName: 'films',
          HostHeader: 'films.example.com',
        });
        expect(await deleteOrigin({ id }, own)).toBeNull();
        expect(await getOrigin({ platform, id }, own)).toBeNull();
        expect(await listOrigins({ platform }, own)).toEqual([]);
      });
    });

    it('have the same directory name on several platforms, and once on each', async () => {
      await create('httplarge', body('shared'));
      await create('httpsmall', body('shared'));
      await create('adn', adnBody('shared'));
      await expect(create('httplarge', body('shared'))).rejects.toMatchObject({
        status: 400,
        problems: [{ path: 'DirectoryName' }],
      });
    });

    it('belong to one platform', async () => {
      const id = await create('httplarge', body('large-only'));
      expect(await get('httpsmall', id)).toBeNull();
      const update = bound.rest.mcc.updateOrigin({ platform: 'httpsmall', id, body: body('large-only') }, customer);
      await expect(update).rejects.toMatchObject({ status: 404 });
    });

    it('have on HTTP Large and Small the members of the shield, and null for a protocol that is not used', async () => {
      const id = await create('httpsmall', body('members', { ShieldPOPs: [{ POPCode: 'lax' }], networkConfiguration: 4 }));
      expect(await get('httpsmall', id)).toEqual({
        DirectoryName: 'members',
        HostHeader: 'www.example.com:80',
        HttpFullUrl: 'http://one.example.com:80,http://two.example.com:80',
        HttpHostnames: [
          { IsPrimary: 1, Name: http[0], Ordinal: 0 },
          { IsPrimary: 0, Name: http[1], Ordinal: 1 },
        ],
        HttpLoadBalancing: 'PF',
        HttpsFullUrl: null,
        HttpsHostnames: null,
        HttpsLoadBalancing: null,
        Id: id,
        MediaTypeId: 8,
        ShieldPOPs: [{ Name: null, POPCode: 'LAX', Region: null }],
        UseOriginShield: 1,
        networkConfiguration: 4,
      });
    });

    it('have on ADN its own members, and an empty text for a protocol that is not used', async () => {
      const id = await create('adn', adnBody('members', { FollowRedirects: true, NetworkConfiguration: 2 }));
      expect(await get('adn', id)).toEqual({
        FollowRedirects: true,
        NetworkConfiguration: 2,
        ValidationURL: 'http://www.example.com/ok.txt',
        DirectoryName: 'members',
        HostHeader: 'www.example.com:80',
        HttpFullUrl: 'http://one.example.com:80,http://two.example.com:80',
        HttpHostnames: [
          { IsPrimary: 1, Name: http[0], Ordinal: 0 },
          { IsPrimary: 0, Name: http[1], Ordinal: 1 },
        ],
        HttpLoadBalancing: 'PF',
        HttpsFullUrl: '',
        HttpsHostnames: null,
        HttpsLoadBalancing: '',
        Id: id,
        MediaTypeId: 14,
      });
    });

    it('have no primary when they share the load', async () => {
      const id = await create('httplarge', body('round-robin', { HttpLoadBalancing: 'RR' }));
      expect((await get('httplarge', id))?.HttpHostnames).toEqual([
        { IsPrimary: 0, Name: http[0], Ordinal: 0 },
        { IsPrimary: 0, Name: http[1], Ordinal: 1 },
      ]);
    });

    it('may be reached by HTTPS alone', async () => {
      const httpsOnly = {
        HttpHostnames: null,
        HttpLoadBalancing: '',
        HttpsHostnames: named(https),
        HttpsLoadBalancing: 'PF',
      } as const;
      const id = await create('httplarge', body('https-only', httpsOnly));
      expect(await get('httplarge', id)).toMatchObject({
        HttpFullUrl: null,
        HttpHostnames: null,
        HttpLoadBalancing: null,
        HttpsFullUrl: https[0],
      });
    });

    it.each(['NetworkConfiguration', 'networkConfiguration'])('take %s on every platform, also as text', async (member) => {
      for (const [platform, origin] of [
        ['httplarge', body],
        ['adn', adnBody],
      ] as const) {
        const id = await create(platform, origin(`spelled-${member}`, { [member]: '3' }));
        const { NetworkConfiguration, networkConfiguration } = (await get(platform, id)) ?? {};
        expect(NetworkConfiguration ?? networkConfiguration).toBe(3);
      }
    });

    it('take their id as text', async () => {
      const id = await create('httplarge', body('id-as-text'));
      expect(await get('httplarge', String(id))).toMatchObject({ Id: id });
    });

    it('reset members that a replacement leaves out', async () => {
      const id = await create('httplarge', body('reset', { ShieldPOPs: [{ POPCode: 'BYEU' }], NetworkConfiguration: 5 }));
      await bound.rest.mcc.updateOrigin({ platform: 'httplarge', id, body: body('reset') }, customer);
      expect(await get('httplarge', id)).toMatchObject({ ShieldPOPs: [], UseOriginShield: 0, networkConfiguration: 1 });
    });

    it.each([
      ['neither kind of host names', 'httplarge', body('refused', { HttpHostnames: [] }), 'HttpHostnames'],
      ['host names without load balancing', 'httplarge', body('refused', { HttpLoadBalancing: '' }), 'HttpLoadBalancing'],
      ['an HTTPS host name among the HTTP ones', 'httplarge', body('refused', { HttpHostnames: named(https) }), 'HttpHostnames'],
      ['no directory name', 'httplarge', body(''), 'DirectoryName'],
      ['a directory name with a slash', 'httplarge', body('a/b'), 'DirectoryName'],
      ['a host header with a protocol', 'httplarge', body('refused', { HostHeader: 'http://a.example.com' }), 'HostHeader'],
      ['a host header with a control character', 'httplarge', body('refused', { HostHeader: 'a\u0001.example.com' }), 'HostHeader'],
      ['more than 100 servers', 'httplarge', body('refused', { HttpHostnames: named(Array<string>(101).fill('http://one.example.com')) }), 'HttpHostnames'],
      ['an unknown network configuration', 'httplarge', body('refused', { NetworkConfiguration: 6 }), 'NetworkConfiguration'],
      ['a validation URL outside ADN', 'httpsmall', adnBody('refused'), 'ValidationURL'],
      ['followed redirects outside ADN', 'httpsmall', body('refused', { FollowRedirects: true }), 'FollowRedirects'],
      ['no validation URL on ADN', 'adn', body('refused'), 'ValidationURL'],
      ['a shield on ADN', 'adn', adnBody('refused', { ShieldPOPs: [{ POPCode: 'LAX' }] }), 'ShieldPOPs'],
    ] as const)('are refused with %s', async (_case, platform, origin, path) => {
      const refusal = expect.objectContaining({ path: expect.stringMatching(new RegExp(`^${path}\\b`)) });
      await expect(create(platform, origin)).rejects.toMatchObject({ status: 400, problems: [refusal] });
    });

    it('name POPs that shield and bypass codes as their shield, in either case; others are refused by their code, with the remedy', async () => {
      const shieldedBy = (...codes: string[]) => body('shielded', { ShieldPOPs: codes.map((POPCode) => ({ POPCode })) });
      const id = await create('httplarge', shieldedBy('fra', 'JFK', 'BYAP', 'BYEC', 'byeu', 'BYWC'));
      expect((await get('httplarge', id))?.ShieldPOPs?.map(({ POPCode }) => POPCode)).toEqual(['FRA', 'JFK', 'BYAP', 'BYEC', 'BYEU', 'BYWC']);
      const refused = bound.rest.mcc.updateOrigin({ platform: 'httplarge', id, body: shieldedBy('LAX', 'XYZ', 'BOS') }, customer);
      const problem = (index: number, code: string) => ({
        path: `ShieldPOPs.${index}.POPCode`,
        message: expect.stringMatching(new RegExp(`^"${code}" is no POP .*; shieldPops lists .*BYAP, BYEC, BYEU, BYWC`)),
      });
      await expect(refused).rejects.toMatchObject({ status: 400, problems: [problem(1, 'XYZ'), problem(2, 'BOS')] });
    });

    it('are refused with all that is wrong at once', async () => {
      const wrong = adnBody('refused', { HttpLoadBalancing: null, FollowRedirects: true });
      const problems = ['HttpLoadBalancing', 'ValidationURL', 'FollowRedirects'].map((path) => ({ path }));
      await expect(create('httplarge', wrong)).rejects.toMatchObject({ status: 400, problems });
    });

    describe('that an edge CNAME uses', () => {
      let id: number;
      beforeAll(async () => {
        id = await create('httplarge', body('used'));
        const cname = { Name: 'used.example.com', MediaTypeId: 3, OriginId: id };
        await bound.rest.mcc.createEdgeCname({ body: cname }, customer);
      });

      it('cannot be deleted', async () => {
        await expect(bound.rest.mcc.deleteOrigin({ id }, customer)).rejects.toMatchObject({ status: 409 });
        expect(await get('httplarge', id)).toMatchObject({ Id: id });
      });

      it('keep their directory name while all else may change', async () => {
        const update = (origin: OriginBody) => bound.rest.mcc.updateOrigin({ platform: 'httplarge', id, body: origin }, customer);
        await expect(update(body('renamed'))).rejects.toMatchObject({ status: 400, problems: [{ path: 'DirectoryName' }] });
        await update(body('used', { HostHeader: 'changed.example.com' }));
        expect(await get('httplarge', id)).toMatchObject({ DirectoryName: 'used', HostHeader: 'changed.example.com' });
      });
    });

    it('that do not exist are null to read and 404 to write', async () => {
      const id = 999_999_999;
      expect(await get('httplarge', id)).toBeNull();
      await expect(bound.rest.mcc.deleteOrigin({ id }, customer)).rejects.toMatchObject({ status: 404 });
      const update = bound.rest.mcc.updateOrigin({ platform: 'httplarge', id, body: body('nothing') }, customer);
      await expect(update).rejects.toMatchObject({ status: 404 });
    });
  });
