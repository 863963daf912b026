import type { RestError } from '@edgegraph/rest/error.ts';
import type { OriginBody } from '@edgegraph/rest/mcc.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const accessDenied = { status: 403, message: 'Access Denied' };

const origin: OriginBody = {
  DirectoryName: 'private',
  HostHeader: 'private.example.com',
  HttpHostnames: [{ Name: 'http://origin.private.example.com:80' }],
  HttpLoadBalancing: 'PF',
};

const cname = { Name: 'private.example.com', MediaTypeId: 3, OriginId: -1 };

export const isolationSuite = (bound: BoundCdn) =>
  describe("another customer's", () => {
    let owner: User;
    let stranger: User;
    let originId: number;
    let adnOriginId: number;
    let cnameId: number;
    let purgeId: string;
    let directoryId: number;
    beforeAll(async () => {
      const { createOrigin, createEdgeCname, createTokenDirectory, purge } = bound.rest.mcc;
      owner = await bound.cdn.customer();
      stranger = await bound.cdn.customer();
      originId = (await createOrigin({ platform: 'httplarge', body: origin }, owner)).CustomerOriginId;
      const adnOrigin = { ...origin, ValidationURL: 'http://private.example.com/ok.txt' };
      adnOriginId = (await createOrigin({ platform: 'adn', body: adnOrigin }, owner)).CustomerOriginId;
      cnameId = (await createEdgeCname({ body: { ...cname, OriginId: originId } }, owner)).CNameId;
      await bound.rest.mcc.setCacheRules({ id: cnameId, body: { Rules: [{ Path: '/private/*', TtlSeconds: 60 }] } }, owner);
      directoryId = (await createTokenDirectory({ body: { Directory: '/private', MediaTypeId: 3 } }, owner)).Id;
      purgeId = (await purge({ body: { MediaPath: `http://${cname.Name}/*`, MediaType: 3 } }, owner)).Id;
    });

    it('objects are read as if they did not exist', async () => {
      const { mcc, users } = bound.rest;
      expect(await mcc.getOrigin({ platform: 'httplarge', id: originId }, stranger)).toBeNull();
      expect(await mcc.listOrigins({ platform: 'httplarge' }, stranger)).toEqual([]);
      expect(await mcc.getEdgeCname({ id: cnameId }, stranger)).toBeNull();
      expect(await mcc.listEdgeCnames({ platform: 'httplarge' }, stranger)).toEqual([]);
      expect(await mcc.getPurge({ id: purgeId }, stranger)).toBeNull();
      expect(await mcc.getContentJob({ id: purgeId }, stranger)).toBeNull();
      expect((await mcc.listContentJobs({}, stranger)).Jobs).toEqual([]);
      expect(await mcc.getOriginStatus({ id: originId }, stranger)).toBeNull();
      expect(await mcc.listOriginStatuses({ ids: [originId] }, stranger)).toEqual([]);
      expect(await mcc.getEdgeCnameStatus({ id: cnameId }, stranger)).toBeNull();
      expect(await mcc.listEdgeCnameStatuses({ ids: [cnameId] }, stranger)).toEqual([]);
      expect(await mcc.getTokenDirectory({ id: directoryId }, stranger)).toBeNull();
      expect(await mcc.listTokenDirectories({}, stranger)).toEqual([]);
      expect(await mcc.getCacheRules({ id: cnameId }, stranger)).toBeNull();
      expect(await mcc.listCacheRules({}, stranger)).toEqual([]);
      expect((await mcc.getConfiguration({}, stranger)).Document).not.toContain('private');
      expect((await mcc.listConfigVersions({}, stranger)).Versions.map(({ Author }) => Author)).not.toContain(owner.login);
      expect(await users.getUser({ id: owner.id }, stranger)).toBeNull();
      expect(await users.getPermissions({ id: owner.id }, stranger)).toBeNull();
      expect((await users.listUsers({}, stranger)).map(({ Id }) => Id)).toEqual([stranger.id]);
    });

    it('objects are written as if they did not exist, and stay as they are', async () => {
      const { mcc, users } = bound.rest;
      const unknown = 999_999_999;
      const writes: readonly [number, (id: number) => Promise<unknown>][] = [
        [originId, (id) => mcc.updateOrigin({ platform: 'httplarge', id, body: origin }, stranger)],
        [originId, (id) => mcc.deleteOrigin({ id }, stranger)],
        [adnOriginId, (id) => mcc.reselectOrigin({ id }, stranger)],
        [cnameId, (id) => mcc.updateEdgeCname({ id, body: { Name: 'stolen.example.com', OriginId: -1 } }, stranger)],
        [cnameId, (id) => mcc.deleteEdgeCname({ id }, stranger)],
        [cnameId, (id) => mcc.setCacheRules({ id, body: { Rules: [{ Path: '/*', Cacheable: false }] } }, stranger)],
        [directoryId, (id) => mcc.updateTokenDirectory({ id, body: { Directory: '/stolen' } }, stranger)],
        [directoryId, (id) => mcc.deleteTokenDirectory({ id }, stranger)],
        [owner.id, (id) => users.setPermissions({ id, body: { Methods: [], Modules: [], Version: 1 } }, stranger)],
      ];
      for (const [id, write] of writes) {
        const refusal = await write(unknown).catch((error: RestError) => error.message);
        await expect(write(id)).rejects.toMatchObject({ status: 404, message: String(refusal).replace(`${unknown}`, `${id}`) });
      }
      expect(await mcc.getOrigin({ platform: 'httplarge', id: originId }, owner)).toMatchObject({ DirectoryName: 'private' });
      expect(await mcc.getEdgeCname({ id: cnameId }, owner)).toMatchObject({ Name: cname.Name, OriginId: originId });
      expect(await mcc.getCacheRules({ id: cnameId }, owner)).toMatchObject({ Rules: [{ Path: '/private/*', Cacheable: true }] });
      expect(await mcc.getTokenDirectory({ id: directoryId }, owner)).toMatchObject({ Directory: '/private' });
      expect(await users.getPermissions({ id: owner.id }, owner)).toMatchObject({ Version: 1 });
    });

    it('edge CNAMEs are foreign hosts to a purge', async () => {
      const purge = bound.rest.mcc.purge({ body: { MediaPath: `http://${cname.Name}/a`, MediaType: 3 } }, stranger);
      await expect(purge).rejects.toMatchObject({ status: 400, problems: [{ path: 'MediaPath' }] });
    });

    it('traffic counts for nothing', async () => {
      const range = { begindate: '2015-05-17', enddate: '2015-05-20T23:59:59' };
      const [sampleCname] = await bound.rest.mcc.listEdgeCnames({ platform: 'httplarge' }, bound.cdn.administrator);
      const report = await bound.rest.reporting.getTraffic({ ...range, cnameids: [sampleCname?.Id ?? 0] }, stranger);
      expect(report).toMatchObject([{ Total: { Requests: 0n, Bytes: 0n } }]);
      expect(await bound.rest.reporting.getBytesTransferred(range, stranger)).toEqual({ Bytes: 0n });
    });

    it('account is denied, whether or not it exists', async () => {
      for (const accountNumber of [owner.accountNumber, 'FFFF', '*']) {
        const trespasser = { ...stranger, accountNumber };
        await expect(bound.rest.mcc.listOrigins({ platform: 'httplarge' }, trespasser)).rejects.toMatchObject(accessDenied);
        await expect(bound.rest.users.getSelf({}, trespasser)).rejects.toMatchObject(accessDenied);
      }
    });

    it('account is told from the own one whatever the case of its letters', async () => {
      const own = { ...stranger, accountNumber: stranger.accountNumber.toLowerCase() };
      expect(await bound.rest.users.getSelf({}, own)).toMatchObject({ AccountNumber: stranger.accountNumber });
    });

    it('token, when nobody has it, is an invalid user', async () => {
      const unknown = { ...stranger, token: '12345678-1234-1234-1234-1234567890ab' };
      await expect(bound.rest.users.getSelf({}, unknown)).rejects.toMatchObject({ status: 403, message: 'Invalid user' });
    });
  });
