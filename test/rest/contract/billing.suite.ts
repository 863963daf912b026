import { describe, expect, it } from 'vitest';
import type { BoundCdn } from './bound-cdn.ts';

export const billingSuite = (bound: BoundCdn) =>
  describe('billing', () => {
    const admin = () => bound.cdn.administrator;
    const may = { begindate: '2015-05-01', platform: 3, region: -1 };
    const result = async (input: Parameters<typeof bound.rest.reporting.getTrafficUsage>[0]) =>
      (await bound.rest.reporting.getTrafficUsage(input, admin())).UsageResult;

    it('has the GB of the month, of 10^9 bytes', async () => {
      expect(await result({ ...may, units: 2 })).toBe(2.244176947);
    });

    it('has the Mbps at the 95th percentile of the 5 minutes of the month, by the nearest rank', async () => {
      // The log has requests in less than 5 % of them.
      expect(await result({ ...may, units: 1 })).toBe(0);
      const { accountNumber, ...caller } = await bound.cdn.customer();
      const start = Date.UTC(2015, 4, 1);
      // Of 8,928 the 8,482nd from below: 446 are larger.
      const megabits = Array.from({ length: 500 }, (_, index) => index + 1);
      await bound.cdn.record(megabits.map((mbps, index) => ({ accountNumber, time: start + index * 300_000, bytes: mbps * 37_500_000 })));
      const usage = await bound.rest.reporting.getTrafficUsage({ ...may, units: 1 }, { ...caller, accountNumber });
      expect(usage).toEqual({ UsageResult: 500 - 446 });
    });

    it('has nothing where nothing was served, or where the place of requests is not known', async () => {
      for (const platform of [7, 8, 9, 14, 15]) expect(await result({ ...may, platform, units: 2 })).toBe(0);
      expect(await result({ ...may, region: 0, units: 2 })).toBe(0);
    });

    it('closes its books on the 3rd of the next month; what comes later changes nothing', async () => {
      const { accountNumber, ...caller } = await bound.cdn.customer();
      const usage = () => bound.rest.reporting.getUsage(may, { ...caller, accountNumber });
      const event = { accountNumber, time: Date.UTC(2015, 4, 31), bytes: 1_500_000_000 };
      await bound.cdn.record([event]);
      const closed = await usage();
      expect(closed).toMatchObject({ Bytes: 1_500_000_000n, ClosesAt: '2015-06-03T00:00:00', GB: 1.5, IsFinal: true, Mbps: 0 });
      await bound.cdn.record([event]);
      expect(await usage()).toEqual({ ...closed, CompleteUntil: expect.any(String) });
    });

    it('is provisional while the books are open', async () => {
      const { accountNumber, ...caller } = await bound.cdn.customer();
      const begindate = `${new Date().toISOString().slice(0, 7)}-01`;
      const usage = () => bound.rest.reporting.getUsage({ ...may, begindate }, { ...caller, accountNumber });
      expect(await usage()).toMatchObject({ Bytes: 0n, IsFinal: false });
      await bound.cdn.record([{ accountNumber, time: Date.parse(begindate), bytes: 5 }]);
      expect(await usage()).toMatchObject({ Bytes: 5n, IsFinal: false });
    });

    it('counts regions and HTTPS by themselves', async () => {
      const { accountNumber, ...caller } = await bound.cdn.customer();
      const time = Date.UTC(2014, 0, 1);
      await bound.cdn.record([
        { accountNumber, time, bytes: 1e9, regionId: 0, ssl: true },
        { accountNumber, time, bytes: 2e9, regionId: 1 },
      ]);
      const gb = async (platform: number, region: number) =>
        (await bound.rest.reporting.getTrafficUsage({ platform, region, begindate: '2014-01-01', units: 2 }, { ...caller, accountNumber })).UsageResult;
      expect(await Promise.all([gb(3, -1), gb(3, 0), gb(3, 1), gb(7, -1), gb(7, 0), gb(7, 1)])).toEqual([3, 1, 2, 1, 1, 0]);
    });

    it('has the regions of the contract', async () => {
      const regions = await bound.rest.reporting.listBillingRegions({}, admin());
      expect(regions.map(({ Id, Code, Name, Status }) => [Id, Code, Name, Status])).toEqual([
        [-1, 'GL', 'Global', 1],
        [0, 'NAEU', 'North America & Europe', 1],
        [1, 'AP', 'Asia', 1],
      ]);
    });

    it.each([
      ['a day within the month', { begindate: '2015-05-02' }, 'begindate', 'must be the first day of a month, such as 2015-05-01.'],
      ['a time of the first day', { begindate: '2015-05-01T00:00:01' }, 'begindate', 'must be the first day of a month, such as 2015-05-01.'],
      ['a month that has not begun', { begindate: '2999-01-01' }, 'begindate', 'is a month that has not begun.'],
      ['a day that does not exist', { begindate: '2015-13-01' }, 'begindate', 'is not a day or time that exists.'],
      ['an unknown region', { region: 7 }, 'region', expect.stringContaining('has no billing region 7')],
      ['an unknown unit', { units: 3 }, 'units', expect.stringContaining('must be 1')],
      ['Flash', { platform: 2 }, 'platform', expect.stringContaining('must be 3, 8 or 14')],
    ])('refuses %s', async (_what, wrong, path, message) => {
      await expect(result({ ...may, units: 2, ...wrong })).rejects.toMatchObject({ status: 400, problems: [{ path, message }] });
    });
  });
