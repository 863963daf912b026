import { describe, expect, it } from 'vitest';
import type { BoundCdn } from './bound-cdn.ts';

export const edgeCnameLiveSuite = (bound: BoundCdn) =>
  describe('live figures of edge CNAMEs', () => {
    /** A customer with a CNAME with custom reports on HTTP Small, and one without. */
    async function customer() {
      const caller = await bound.cdn.customer();
      const create = async (EnableCustomReports: number) => {
        const Name = `live-${EnableCustomReports}.${caller.accountNumber.toLowerCase()}.example.com`;
        const { CNameId } = await bound.rest.mcc.createEdgeCname({ body: { Name, MediaTypeId: 8, OriginId: -1, EnableCustomReports } }, caller);
        return { Name, id: CNameId };
      };
      return { caller, reported: await create(1), unreported: await create(0) };
    }

    it('are zeros, of every CNAME with custom reports, while nothing is served', async () => {
      const { caller, reported } = await customer();
      const figures = { Name: reported.Name, Bandwidth: 0, Connections: 0 };
      expect(await bound.rest.reporting.getLiveByCountry({ platform: 'wac' }, caller)).toMatchObject([{ Country: 'ZZ', CNames: [figures] }]);
      const { Timestamp, ...byPop } = await bound.rest.reporting.getLiveByPop({ platform: 'wac' }, caller);
      expect(Timestamp).toMatch(/^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/);
      expect(byPop).toMatchObject({ CNames: [figures], POPs: [] });
      expect(byPop.CNames).toHaveLength(1);
      expect(await bound.rest.reporting.getLiveByPopNow({ platform: 'wac' }, caller)).toEqual(byPop);
      expect(await bound.rest.reporting.getLiveByPop({ platform: 'cache' }, caller)).toMatchObject({ CNames: [] });
    });

    it('are of one CNAME or country where that is asked', async () => {
      const { caller, reported, unreported } = await customer();
      const names = async (input: { cname?: string; country?: string }) =>
        (await bound.rest.reporting.getLiveByCountry({ platform: 'wac', ...input }, caller)).flatMap(({ CNames }) => CNames.map(({ Name }) => Name));
      expect(await names({ cname: reported.Name.toUpperCase() })).toEqual([reported.Name]);
      expect(await names({ cname: unreported.Name })).toEqual([]);
      expect(await names({ country: 'zz' })).toEqual([reported.Name]);
      expect(await names({ country: 'US' })).toEqual([]);
    });

    it('refuse what is no country', async () => {
      const live = (input: { platform: 'cache'; country?: string }) => bound.rest.reporting.getLiveByCountry(input, bound.cdn.administrator);
      await expect(live({ platform: 'cache', country: 'USA' })).rejects.toMatchObject({ status: 400, problems: [{ path: 'country' }] });
    });
  });
