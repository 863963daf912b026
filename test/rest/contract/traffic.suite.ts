import { modules } from '@edgegraph/permissions/modules.ts';
import { reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import { sampleLines } from '../sample-log.ts';
import type { BoundCdn } from './bound-cdn.ts';

/** The days of the sample. */
const all = { begindate: '2015-05-17', enddate: '2015-05-20T23:59:59' };

const filter = (tree: unknown) => ({ filter: JSON.stringify(tree) });

export const trafficSuite = (bound: BoundCdn) =>
  describe('traffic of the sample', () => {
    const admin = () => bound.cdn.administrator;
    type Reports = typeof bound.rest.reporting;
    const traffic = async (input: Partial<Parameters<Reports['getTraffic']>[0]> = {}) => {
      const [report] = await bound.rest.reporting.getTraffic({ ...all, ...input }, admin());
      if (!report) throw new Error('There is a report of the account');
      return report;
    };
    const groups = async (input: Omit<Parameters<Reports['getTrafficGroups']>[0], 'begindate' | 'enddate'>) => {
      const [report] = await bound.rest.reporting.getTrafficGroups({ ...all, ...input }, admin());
      if (!report) throw new Error('There is a report of the account');
      return report;
    };
    const countsOf = ({ Groups }: Awaited<ReturnType<typeof groups>>) => Groups.map(({ Key, Total }) => [...Key, Total.Requests]);

    it('says until when it is complete', async () => {
      const { CompleteUntil } = await traffic();
      expect(CompleteUntil).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Date.parse(CompleteUntil)).toBeLessThanOrEqual(Date.now());
    });

    it('has what was not asked for as null', async () => {
      expect((await traffic()).Total).toMatchObject({ BitsPerSecondP95: null, TimeToFirstByteMs: null, OriginBytes: 0n, Misses: 8000n });
    });

    it('has a percentile that no request tells as null', async () => {
      expect((await traffic({ percentiles: '50,95' })).Total.TimeToFirstByteMs).toEqual({ 50: null, 95: null });
    });

    it('has the 95th percentile of the bandwidth of all 5 minutes', async () => {
      const [report] = await bound.rest.reporting.getBytesByInterval({ ...all, mediatypeid: 3, intervalid: 1 }, admin());
      const ascending = (report?.Data ?? []).map(({ Bytes }) => Number(Bytes)).toSorted((one, other) => one - other);
      expect((await traffic({ bandwidth: 1 })).Total.BitsPerSecondP95).toBe(((ascending[Math.ceil(ascending.length * 0.95) - 1] ?? 0) * 8) / 300);
    });

    it('comes by the days of a time zone, each with its first and last moment', async () => {
      const { Data } = await traffic({ begindate: '2015-05-18T12:00:00', enddate: '2015-05-18T12:00:00', interval: 'day', timezone: 'Asia/Kathmandu' });
      expect(Data).toMatchObject([{ DateTimeSlice: '2015-05-17 18:15', From: '2015-05-17T18:15:00Z', To: '2015-05-18T18:15:00Z' }]);
      expect(Data?.[0]?.Requests).toBe(BigInt(sampleLines('17T18:15:00', '18T18:15:00').length));
    });

    it.each([
      ['minute', 5760],
      ['fiveminutes', 1152],
      ['fifteenminutes', 384],
      ['hour', 96],
      ['day', 4],
      ['week', 2],
      ['month', 1],
    ] as const)('adds up by %s', async (interval, points) => {
      const { Data } = await traffic({ interval });
      expect(Data).toHaveLength(points);
      expect(Data?.reduce((sum, { Requests }) => sum + Requests, 0n)).toBe(8000n);
    });

    it('counts what a filter lets pass', async () => {
      const requests = async (tree: unknown) => (await traffic(filter(tree))).Total.Requests;
      expect(await requests({ Dimension: 'status', In: [404, 403] })).toBe(167n);
      expect(await requests({ Dimension: 'status', Gte: 500 })).toBe(2n);
      expect(await requests({ And: [{ Dimension: 'statusclass', In: ['4xx'] }, { Not: { Dimension: 'status', NotIn: [404] } }] })).toBe(166n);
      expect(await requests({ Or: [] })).toBe(0n);
      expect(await requests({ Dimension: 'path', Prefix: '/' })).toBe(8000n);
      expect(await requests({ Dimension: 'path', Like: '*.png' })).toBeGreaterThan(0n);
    });

    it('comes by groups, most requests first, with the rest as others', async () => {
      const report = await groups({ groupby: 'status', first: 3 });
      expect(countsOf(report)).toEqual([
        [200, 7220n],
        [304, 418n],
        [404, 166n],
      ]);
      expect(report).toMatchObject({ Id: null, GroupCount: 8, Other: { Requests: 196n } });
    });

    it('comes by groups page by page, in either order', async () => {
      expect(countsOf(await groups({ groupby: 'status', first: 2, offset: 6 }))).toEqual([
        [500, 2n],
        [403, 1n],
      ]);
      expect(countsOf(await groups({ groupby: 'status', orderby: 'requests', first: 1 }))).toEqual([[403, 1n]]);
    });

    it('has neither others nor a count of groups where they are not asked for, and no others where all groups are there', async () => {
      expect(await groups({ groupby: 'status', first: 1, other: 0 })).toMatchObject({ GroupCount: null, Other: null });
      expect(await groups({ groupby: 'status' })).toMatchObject({ GroupCount: 8, Other: null });
    });

    it('comes by exactly the groups of the keys, with their series', async () => {
      const report = await groups({ groupby: 'status,method', keys: '[[404,"GET"],[999,"GET"]]', interval: 'day' });
      expect(report.Groups.map(({ Key, Data }) => [Key, Data?.length])).toEqual([
        [[404, 'GET'], 4],
        [[999, 'GET'], 4],
      ]);
      const [found, none] = report.Groups.map(({ Total, Data }) => [Total.Requests, Data?.reduce((sum, { Requests }) => sum + Requests, 0n)]);
      expect(found?.[0]).toBe(found?.[1]);
      expect(none).toEqual([0n, 0n]);
    });

    it('by groups keeps to the range in its totals where a series reaches beyond it', async () => {
      const range = { begindate: '2015-05-18T10:00:00', enddate: '2015-05-18T10:59:59' };
      const [report] = await bound.rest.reporting.getTrafficGroups({ ...range, groupby: 'platform', interval: 'day' }, admin());
      expect(report?.Groups[0]?.Total.Requests).toBe(BigInt(sampleLines('18T10:00:00', '18T11:00:00').length));
      expect(report?.Groups[0]?.Data?.[0]?.Requests).toBe(BigInt(sampleLines('18T00:00:00', '19T00:00:00').length));
    });

    it.each([
      'platform', 'ssl', 'cname', 'origin', 'path', 'directory', 'status', 'statusclass', 'cachestatus', 'pop', 'region', 'referrer', 'referrerhost',
      'useragentfamily', 'method', 'protocol',
    ])('by %s adds up', async (groupby) => {
      const { Groups, Other } = await groups({ groupby, first: 5 });
      expect(Groups.reduce((sum, { Total }) => sum + Total.Requests, Other?.Requests ?? 0n)).toBe(8000n);
    });

    describe('refuses', () => {
      const refused = (path: string, message: string) => ({ status: 400, problems: [{ path, message: expect.stringContaining(message) }] });

      it.each([
        ['Mars/Olympus', 'must be the name of a time zone'],
        ['+02:00', 'must be the name of a time zone'],
        ['', 'must be the name of a time zone'],
      ])('the time zone "%s"', async (timezone, message) => {
        await expect(traffic({ timezone })).rejects.toMatchObject(refused('timezone', message));
      });

      it.each([
        ['text', 'filter', 'is not JSON.'],
        ['[]', 'filter', 'must be an object'],
        ['{"And":{}}', 'filter.And', 'must be a list.'],
        ['{"And":[],"Or":[]}', 'filter', 'must have exactly one of And, Or, Not, or a Dimension.'],
        ['{"Dimension":"weather","In":[1]}', 'filter.Dimension', 'must be one of platform, ssl,'],
        ['{"Or":[{"Dimension":"status","In":[404]},{"Dimension":"status","Like":"4*"}]}', 'filter.Or.1', 'must have exactly one of In, NotIn, Gte, Lte'],
        ['{"Dimension":"status","In":[404],"Gte":1}', 'filter', 'must have exactly one of'],
        ['{"Not":{"Dimension":"status","In":[404,"x"]}}', 'filter.Not.In.1', 'must be a whole number.'],
        ['{"Dimension":"platform","In":[7]}', 'filter.In.0', 'must be 3 (HTTP Large)'],
        ['{"Dimension":"statusclass","In":["9xx"]}', 'filter.In.0', 'must be one of 1xx,'],
        ['{"Dimension":"ssl","In":["yes"]}', 'filter.In.0', 'must be true or false.'],
        ['{"Dimension":"pop","In":["lax","QQQ"]}', 'filter.In.1', 'QQQ is no POP; there are DCA, LAX'],
        ['{"Dimension":"cname","NotIn":[0,999999]}', 'filter.NotIn.1', 'There is no edge CNAME 999999.'],
        ['{"Dimension":"origin","In":[999999]}', 'filter.In.0', 'There is no customer origin 999999.'],
      ])('the filter %s', async (text, path, message) => {
        await expect(traffic({ filter: text })).rejects.toMatchObject(refused(path, message));
      });

      it('a filter beyond its limits, and names them', async () => {
        const condition = { Dimension: 'status', In: [200] };
        const deep = Array.from({ length: 10 }).reduce<unknown>((tree) => ({ Not: tree }), condition);
        await expect(traffic(filter(deep))).rejects.toMatchObject(refused(`filter${'.Not'.repeat(10)}`, 'has 11 levels, of at most 10 (limit FilterDepth)'));
        const wide = { Or: Array.from({ length: 101 }, () => condition) };
        await expect(traffic(filter(wide))).rejects.toMatchObject(refused('filter', 'has 101 conditions, of at most 100 (limit FilterConditions)'));
        const long = { Dimension: 'status', In: Array.from({ length: 1001 }, () => 200) };
        await expect(traffic(filter(long))).rejects.toMatchObject(refused('filter.In', 'has 1,001 values, of at most 1,000 (limit FilterValues)'));
      });

      it.each([
        [{ groupby: '' }, 'groupby', 'needs a dimension.'],
        [{ groupby: 'weather' }, 'groupby.0', 'must be words of platform,'],
        [{ groupby: 'useragent' }, 'groupby.0', 'must be words of platform,'],
        [{ groupby: 'status,status' }, 'groupby', 'names a dimension twice.'],
        [{ groupby: 'status,pop,method,ssl' }, 'groupby', 'has 4 dimensions, of at most 3 (limit GroupDimensions)'],
        [{ groupby: 'status', first: 1001 }, 'first', 'must be from 1 to 1,000 (limit PageGroups)'],
        [{ groupby: 'status', offset: 100_001 }, 'offset', 'must be from 0 to 100,000 (limit GroupOffset)'],
        [{ groupby: 'status', orderby: 'weather' }, 'orderby', 'must be one of requests,'],
        [{ groupby: 'status', percentiles: '0' }, 'percentiles.0', 'must be whole numbers from 1 to 99.'],
        [{ groupby: 'status', keys: '{}' }, 'keys', 'must be a list of keys'],
        [{ groupby: 'status', keys: '[["x"]]' }, 'keys.0.0', 'must be a whole number.'],
        [{ groupby: 'status', keys: '[[200]]', first: 1 }, 'first', 'and keys exclude each other'],
      ])('groups by %j', async (input, path, message) => {
        // Some of them aren't of the route's type: that is what is tested.
        const asked = bound.rest.reporting.getTrafficGroups({ ...all, ...input } as Parameters<Reports['getTrafficGroups']>[0], admin());
        await expect(asked).rejects.toMatchObject(refused(path, message));
      });

      it('an interval by both of its names', async () => {
        await expect(traffic({ interval: 'day', intervalid: 3 })).rejects.toMatchObject(refused('intervalid', 'and interval exclude each other'));
      });

      it('a key that has not a value for each dimension', async () => {
        await expect(groups({ groupby: 'status,method', keys: '[[200]]' })).rejects.toMatchObject({
          status: 400,
          problems: expect.arrayContaining([{ path: 'keys.0', message: 'must have a value for each of status, method.' }]),
        });
      });

      it('more groups, and more points, of all CNAMEs together than one answer has', async () => {
        const cnameids = Array.from({ length: 1000 }, (_, index) => index + 1);
        await expect(groups({ groupby: 'status', cnameids, first: 11 })).rejects.toMatchObject(refused('first', 'has 11,000 groups, of at most 10,000 (limit AnswerGroups)'));
        await expect(groups({ groupby: 'status', cnameids, interval: 'hour' })).rejects.toMatchObject(refused('interval', '(limit AnswerPoints)'));
      });
    });

    describe("another customer's edge CNAME", () => {
      let stranger: User;
      beforeAll(async () => {
        stranger = await bound.cdn.customer();
      });

      it('is refused in a filter like one that does not exist', async () => {
        const [cname] = await bound.rest.mcc.listEdgeCnames({ platform: 'httplarge' }, admin());
        const asked = (id: number) => bound.rest.reporting.getTraffic({ ...all, ...filter({ Dimension: 'cname', In: [id] }) }, stranger);
        await expect(asked(cname?.Id ?? 0)).rejects.toMatchObject({ status: 400, message: `filter.In.0: There is no edge CNAME ${cname?.Id}.` });
        await expect(asked(999_999)).rejects.toMatchObject({ status: 400, message: 'filter.In.0: There is no edge CNAME 999999.' });
      });

      it('has no traffic to tell', async () => {
        const [cname] = await bound.rest.mcc.listEdgeCnames({ platform: 'httplarge' }, admin());
        expect(await bound.rest.reporting.getTraffic({ ...all, cnameids: [cname?.Id ?? 0] }, stranger)).toMatchObject([{ Total: { Requests: 0n } }]);
      });
    });

    describe('of a customer whose requests are not kept for ever', () => {
      let customer: User;
      beforeAll(async () => {
        customer = await bound.cdn.customer(modules, { coreDays: 548, contentDays: 90 });
      });
      const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

      it('is refused where the range begins before what is kept', async () => {
        const refusal = (limit: string) => ({ status: 400, problems: [{ path: 'begindate', message: expect.stringContaining(`(limit ${limit})`) }] });
        const { getTraffic, getTrafficGroups } = bound.rest.reporting;
        await expect(getTraffic(all, customer)).rejects.toMatchObject(refusal('CoreRetentionDays'));
        const lastYear = { begindate: daysAgo(300), enddate: daysAgo(299) };
        expect(await getTraffic(lastYear, customer)).toHaveLength(1);
        await expect(getTraffic({ ...lastYear, ...filter({ Dimension: 'path', Prefix: '/' }) }, customer)).rejects.toMatchObject(refusal('ContentRetentionDays'));
        await expect(getTrafficGroups({ ...lastYear, groupby: 'referrer' }, customer)).rejects.toMatchObject(refusal('ContentRetentionDays'));
      });

      it('has among the limits how far reports reach back', async () => {
        const limits = await bound.rest.reporting.getReportLimits({}, customer);
        expect(limits).toContainEqual(expect.objectContaining({ Name: 'CoreRetentionDays', Value: 548n, Unit: 'days' }));
        expect(limits).toContainEqual(expect.objectContaining({ Name: 'ContentRetentionDays', Value: 90n, Unit: 'days' }));
      });
    });

    it('has its limits told by the names of its errors', async () => {
      const limits = await bound.rest.reporting.getReportLimits({}, admin());
      expect(limits.map(({ Name }) => Name)).toEqual(Object.keys(reportLimits));
      expect(limits).toContainEqual({ Name: 'SeriesPoints', Value: 10_000n, Unit: 'points', Description: 'Points of one series.' });
    });
  });
