import type { OriginBody } from '@edgegraph/rest/mcc.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

/** The CDN has one edge, which has not asked for anything yet. */
const nowhereYet = { Percent_propagated: 0, Pops: [{ name: 'LAX', percentage_propagated: 0 }], status: 'propagating' };

const origin: OriginBody = {
  DirectoryName: 'images',
  HostHeader: 'images.example.com',
  HttpHostnames: [{ Name: 'http://images.example.com:80' }],
  HttpLoadBalancing: 'PF',
};

export const networkSuite = (bound: BoundCdn) =>
  describe('the network', () => {
    let customer: User;
    let originId: number;
    let cnameId: number;
    beforeAll(async () => {
      const { createOrigin, createEdgeCname } = bound.rest.mcc;
      customer = await bound.cdn.customer();
      originId = (await createOrigin({ platform: 'httplarge', body: origin }, customer)).CustomerOriginId;
      cnameId = (await createEdgeCname({ body: { Name: 'network.example.com', MediaTypeId: 3, OriginId: originId } }, customer)).CNameId;
    });

    it('has the same 19 POPs that can shield an origin on HTTP Large and Small', async () => {
      const { listShieldPops } = bound.rest.mcc;
      const large = await listShieldPops({ platform: 'httplarge' }, customer);
      expect(large).toHaveLength(19);
      expect(large).toContainEqual({ Name: 'Los Angeles', POPCode: 'LAX', Region: 'US West' });
      expect(await listShieldPops({ platform: 'httpsmall' }, customer)).toEqual(large);
    });

    it('has POPs, each in exactly one region for purges, by its code and id', async () => {
      const { listEdgeNodes, listPurgeRegions } = bound.rest.mcc;
      const nodes = await listEdgeNodes({}, customer);
      expect(nodes).toContainEqual({ City: 'Frankfurt', Code: 'FRA', Continent: 'Europe', V4: [], V6: [] });
      const regions = await listPurgeRegions({ mediaTypes: '2,3,8,14' }, customer);
      expect(regions.map(({ Id, Name }) => [Id, Name])).toEqual([[1, 'North America'], [2, 'Europe'], [3, 'Asia Pacific']]);
      expect(regions[0]?.EdgeNodes.slice(0, 2)).toEqual([{ Code: 'DCA', Id: 2 }, { Code: 'LAX', Id: 3 }]);
      const codes = regions.flatMap(({ EdgeNodes }) => EdgeNodes.map(({ Code }) => Code));
      expect(codes.toSorted()).toEqual(nodes.map(({ Code }) => Code).toSorted());
      expect(await listPurgeRegions({}, customer)).toEqual(regions);
    });

    it('refuses to list the regions of a platform that there is not', async () => {
      const refused = bound.rest.mcc.listPurgeRegions({ mediaTypes: '3,4' }, customer);
      await expect(refused).rejects.toMatchObject({ status: 400, problems: [{ path: expect.stringMatching(/^mediaTypes\b/) }] });
    });

    it('has no address blocks of its own', async () => {
      expect(await bound.rest.mcc.getSuperblocks({}, customer)).toEqual({ SuperBlockIPv4: [], SuperBlockIPv6: [] });
    });

    it('tells how far an origin and an edge CNAME have come; nowhere while no edge has it, null if there is none', async () => {
      const { getOriginStatus, getEdgeCnameStatus } = bound.rest.mcc;
      expect(await getOriginStatus({ id: originId }, customer)).toEqual(nowhereYet);
      expect(await getEdgeCnameStatus({ id: String(cnameId) }, customer)).toEqual(nowhereYet);
      expect([await getOriginStatus({ id: 999_999_999 }, customer), await getEdgeCnameStatus({ id: 999_999_999 }, customer)]).toEqual([null, null]);
    });

    it('tells it of several at once, in the order of their ids, and leaves out those that there are not', async () => {
      const { createEdgeCname, listEdgeCnameStatuses, listOriginStatuses } = bound.rest.mcc;
      const { CNameId: second } = await createEdgeCname({ body: { Name: 'network2.example.com', MediaTypeId: 8, OriginId: -1 } }, customer);
      const asked = await listEdgeCnameStatuses({ ids: [second, 999_999_999, cnameId] }, customer);
      expect(asked).toEqual([second, cnameId].map((Id) => ({ ...nowhereYet, Id })));
      expect(await listOriginStatuses({ ids: `${originId}` }, customer)).toEqual([{ ...nowhereYet, Id: originId }]);
      expect(await listOriginStatuses({ ids: '' }, customer)).toEqual([]);
    });

    it('lets edges choose their way anew to an origin of ADN alone', async () => {
      const { createOrigin, getOrigin, reselectOrigin } = bound.rest.mcc;
      const body = { ...origin, ValidationURL: 'http://images.example.com/ok.txt' };
      const { CustomerOriginId: id } = await createOrigin({ platform: 'adn', body }, customer);
      const before = await getOrigin({ platform: 'adn', id }, customer);
      expect(await reselectOrigin({ id }, customer)).toBeNull();
      expect(await getOrigin({ platform: 'adn', id }, customer)).toEqual(before);
      const elsewhere = reselectOrigin({ id: originId }, customer);
      await expect(elsewhere).rejects.toMatchObject({ status: 404, message: `ADN origin ${originId} does not exist.` });
    });
  });
