import { beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, everyLine, sampleLines } from '../sample-log.ts';
import type { BoundCdn } from './bound-cdn.ts';

const bytes = 2_244_176_947n;
const name = 'www.semicomplete.com';
const all = { begindate: '2015-05-17', enddate: '2015-05-20T23:59:59' };

export const customReportsSuite = (bound: BoundCdn) =>
  describe('custom reports', () => {
    const admin = () => bound.cdn.administrator;
    const cname = (Name: string, EnableCustomReports: number, MediaTypeId = 3) =>
      bound.rest.mcc.createEdgeCname({ body: { Name, MediaTypeId, OriginId: -1, EnableCustomReports } }, admin());
    let code: number;
    let otherCode: number;

    beforeAll(async () => {
      const [sample] = (await bound.rest.mcc.listEdgeCnames({ platform: 'httplarge' }, admin())).filter(({ Name }) => Name === name);
      if (!sample) throw new Error('The sample has an edge CNAME');
      code = 9999 + sample.Id;
      otherCode = 9999 + (await cname('reported.example.com', 1)).CNameId;
      await cname('unreported.example.com', 0);
      await cname('reported-small.example.com', 1, 8);
    });

    it('have a code from 10000 up for each edge CNAME with custom reports', async () => {
      const list = await bound.rest.reporting.listReportCodes({ mediatypeid: 3 }, admin());
      expect(list).toEqual([
        { Description: name, MediaTypeid: 3, ReportCode: code },
        { Description: 'reported.example.com', MediaTypeid: 3, ReportCode: otherCode },
      ]);
      expect(code).toBeGreaterThanOrEqual(10_000);
      const everywhere = await bound.rest.reporting.listReportCodes({}, admin());
      expect(everywhere.map(({ Description }) => Description)).toEqual([name, 'reported.example.com', 'reported-small.example.com']);
    });

    it('keep the code while custom reports are off and on again, and the name changes', async () => {
      const { CNameId: id } = await cname('moving.example.com', 1, 14);
      const codes = () => bound.rest.reporting.listReportCodes({ mediatypeid: 14 }, admin());
      const [before] = await codes();
      const update = (body: { Name: string; EnableCustomReports: number }) => bound.rest.mcc.updateEdgeCname({ id, body: { ...body, OriginId: -1 } }, admin());
      await update({ Name: 'moving.example.com', EnableCustomReports: 0 });
      expect(await codes()).toEqual([]);
      await update({ Name: 'moved.example.com', EnableCustomReports: 1 });
      expect(await codes()).toEqual([{ ...before, Description: 'moved.example.com' }]);
    });

    it('count requests and bytes by code, zeros too, by hours', async () => {
      expect(await bound.rest.reporting.getReportCodeTraffic({ platform: 3, ...all }, admin())).toEqual([
        { Bytes: bytes, Description: name, Hits: 8000n, ReportCode: code },
        { Bytes: 0n, Description: 'reported.example.com', Hits: 0n, ReportCode: otherCode },
      ]);
      const lines = sampleLines('18T10:00:00', '18T12:00:00');
      const [hours] = await bound.rest.reporting.getReportCodeTraffic({ platform: 3, begindate: '2015-05-18T10:59:00', enddate: '2015-05-18T11:00:01' }, admin());
      expect(hours).toMatchObject({ Bytes: bytesOf(lines), Hits: BigInt(lines.length) });
    });

    it('count requests by HTTP status unless asked otherwise', async () => {
      const report = await bound.rest.reporting.getCustomReport({ platform: 3, ...all }, admin());
      const statuses = { 200: 7220n, 304: 418n, 404: 166n, 301: 149n, 206: 42n, 416: 2n, 500: 2n, 403: 1n };
      expect(report).toMatchObject({ GroupCode: 'HTTP_STATUS', MetricCode: 'Hits' });
      expect(report.Data.map(({ Description, ReportCode, Value }) => [Description, ReportCode, Value])).toEqual([
        [name, code, 8000n],
        ['reported.example.com', otherCode, 0n],
      ]);
      expect(report.Data[0]?.Data[0]).toEqual({ Name: '200', Percent: 90.25, Value: 7220n });
      expect(Object.fromEntries(report.Data[0]?.Data.map(({ Name, Value }) => [Name, Value]) ?? [])).toEqual(statuses);
    });

    it('count bytes by status and by cache status, the codes in either case', async () => {
      const byStatus = await bound.rest.reporting.getCustomReport({ platform: 3, ...all, metriccode: 'datatransferred' }, admin());
      const sent = byStatus.Data[0]?.Data.find(({ Name }) => Name === '206');
      expect(sent?.Value).toBe(bytesOf(everyLine.filter(({ status }) => status === 206)));
      const byCache = await bound.rest.reporting.getCustomReport({ platform: 3, ...all, metriccode: 'DataTransferred', groupcode: 'cache_status' }, admin());
      expect(byCache.Data[0]?.Data).toEqual([{ Name: 'NONE', Percent: 100, Value: bytes }]);
    });

    it('tell the codes that there are', async () => {
      const codesOf = (list: readonly { Code: string }[]) => list.map(({ Code }) => Code);
      expect(codesOf(await bound.rest.reporting.listMetricCodes({ platform: 3 }, admin()))).toEqual(['Hits', 'DataTransferred']);
      expect(codesOf(await bound.rest.reporting.listGroupCodes({ platform: 3 }, admin()))).toEqual(['HTTP_STATUS', 'CACHE_STATUS']);
    });

    it('refuse codes that there are not, and platforms that have no custom reports', async () => {
      const report = (more: { metriccode?: string; groupcode?: string; platform?: number }) =>
        bound.rest.reporting.getCustomReport({ platform: 3, ...all, ...more }, admin());
      await expect(report({ metriccode: 'Misses' })).rejects.toMatchObject({ status: 400, message: 'metriccode: must be Hits or DataTransferred.' });
      await expect(report({ groupcode: 'POP' })).rejects.toMatchObject({ status: 400, problems: [{ path: 'groupcode' }] });
      for (const platform of [2, 7]) await expect(report({ platform })).rejects.toMatchObject({ status: 400, problems: [{ path: 'platform' }] });
    });

    it("are each customer's own", async () => {
      const other = await bound.cdn.customer();
      expect(await bound.rest.reporting.listReportCodes({}, other)).toEqual([]);
      expect(await bound.rest.reporting.getReportCodeTraffic({ platform: 3, ...all }, other)).toEqual([]);
    });

    it('of the deprecated kind end in October 2012', async () => {
      const report = bound.rest.reporting.listCnameTraffic;
      expect(await report({ platform: 3, ...all }, admin())).toEqual([]);
      const other = await bound.cdn.customer();
      const { accountNumber } = other;
      const { CNameId: cnameId } = await bound.rest.mcc.createEdgeCname({ body: { Name: 'old.example.com', MediaTypeId: 3, OriginId: -1 } }, other);
      const moments = ['2012-10-31T23:59:59Z', '2012-11-01T00:00:00Z'];
      await bound.cdn.record(moments.map((time, index) => ({ accountNumber, cnameId, time: Date.parse(time), bytes: index + 1 })));
      expect(await report({ platform: 3, begindate: '2012-10-01', enddate: '2012-12-01' }, other)).toEqual([{ Bytes: 1n, Hits: 1n, Name: 'old.example.com' }]);
    });
  });
