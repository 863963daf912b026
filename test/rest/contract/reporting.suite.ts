import { describe, expect, it } from 'vitest';
import { bytesOf, sampleLines } from '../sample-log.ts';
import type { BoundCdn } from './bound-cdn.ts';

const bytes = 2_244_176_947n;

const requestsByStatus = { 200: 7220n, 304: 418n, 404: 166n, 301: 149n, 206: 42n, 500: 2n, 416: 2n, 403: 1n };

/** The days of the sample. */
const all = { begindate: '2015-05-17', enddate: '2015-05-20' };

/** Both ends fall into the middle of a chunk, whatever its length. */
const amid = { begindate: '2015-05-17T10:58:31', enddate: '2015-05-18T11:06:02' };

const sum = (numbers: readonly bigint[]): bigint => numbers.reduce((total, each) => total + each, 0n);

export const reportingSuite = (bound: BoundCdn) =>
  describe('reports of the sample', () => {
    const admin = () => bound.cdn.administrator;
    type Reports = typeof bound.rest.reporting;
    const bytesTransferred = async (input: Parameters<Reports['getBytesTransferred']>[0]) =>
      (await bound.rest.reporting.getBytesTransferred(input, admin())).Bytes;
    const hits = (input: Parameters<Reports['getHits']>[0]) => bound.rest.reporting.getHits(input, admin());
    const intervals = (input: Parameters<Reports['getBytesByInterval']>[0]) =>
      bound.rest.reporting.getBytesByInterval(input, admin());
    const traffic = (input: Parameters<Reports['getTraffic']>[0]) => bound.rest.reporting.getTraffic(input, admin());

    it('have 8,000 requests and 2,244,176,947 bytes', async () => {
      expect(await bytesTransferred({ ...all, enddate: '2015-05-20T23:59:59' })).toBe(bytes);
      const total = { Bytes: bytes, Errors: 2n, Hits: 0n, Requests: 8000n };
      expect(await traffic({ ...all, enddate: '2015-05-20T23:59:59' })).toMatchObject([{ Data: null, Id: null, Total: total }]);
    });

    it('have the requests by status, most first, with their share in percent', async () => {
      const report = await hits({ platform: 0, ...all, enddate: '2015-05-20T23:59:59' });
      expect(Object.fromEntries(report.map(({ StatusCode, Hits }) => [StatusCode, Hits]))).toEqual(requestsByStatus);
      expect(report[0]).toEqual({ Description: '', HitPercentage: 90.25, Hits: 7220n, StatusCode: 200 });
      expect(report.map(({ Hits }) => Hits)).toEqual(Object.values(requestsByStatus).toSorted((a, b) => Number(b - a)));
    });

    it('have the requests by cache status, which the log does not know', async () => {
      const report = await bound.rest.reporting.getCacheStatuses(
        { platform: 3, ...all, enddate: '2015-05-20T23:59:59' },
        admin(),
      );
      expect(report).toEqual([{ Hits: 8000n, Name: 'NONE' }]);
    });

    it('stand on HTTP Large alone, and on no HTTPS', async () => {
      const on = async (platform: number) =>
        (await bound.rest.reporting.getPlatformBytesTransferred({ platform, ...all, enddate: '2015-05-20T23:59:59' }, admin()))
          .Bytes;
      expect(await on(3)).toBe(bytes);
      for (const platform of [7, 8, 9, 14, 15]) expect(await on(platform)).toBe(0n);
      expect(await hits({ platform: 8, ...all })).toEqual([]);
    });

    it('add up by 5 minutes, by hour and by day', async () => {
      for (const [intervalid, points] of [
        [1, 1152],
        [2, 96],
        [3, 4],
      ] as const) {
        const [report] = await intervals({ ...all, enddate: '2015-05-20T23:59:59', mediatypeid: 3, intervalid });
        expect(report).toMatchObject({ AN: '0001', MediaTypeId: 3 });
        expect(report?.Data).toHaveLength(points);
        expect(sum(report?.Data.map(({ Bytes }) => Bytes) ?? [])).toBe(bytes);
      }
    });

    it('have by hour what the log has', async () => {
      const [report] = await intervals({
        begindate: '2015-05-18',
        enddate: '2015-05-18T23:00:00',
        mediatypeid: 3,
        intervalid: 2,
      });
      const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
      expect(report?.Data).toEqual(
        hours.map((hour) => ({
          DateTimeSlice: `2015-05-18 ${hour}:00`,
          Bytes: bytesOf(sampleLines(`18T${hour}:00:00`, `18T${hour}:59:59.999`)),
        })),
      );
    });

    it('come for every platform, empty ones too, and by 5 minutes, unless asked otherwise', async () => {
      const reports = await intervals({ begindate: '2015-05-17T11:00:00', enddate: '2015-05-17T11:09:00' });
      expect(reports.map(({ MediaTypeId, Data }) => [MediaTypeId, Data.map(({ DateTimeSlice }) => DateTimeSlice)])).toEqual(
        [3, 8, 14].map((platform) => [platform, ['2015-05-17 11:00', '2015-05-17 11:05']]),
      );
      expect(reports.slice(1).flatMap(({ Data }) => Data.map(({ Bytes }) => Bytes))).toEqual([0n, 0n, 0n, 0n]);
    });

    it('give the traffic of edge CNAMEs and origins in the order of their ids, unknown ones as zeros', async () => {
      const range = { ...all, enddate: '2015-05-20T23:59:59' };
      const [cname] = await bound.rest.mcc.listEdgeCnames({ platform: 'httplarge' }, admin());
      if (!cname) throw new Error('The sample has an edge CNAME');
      const nothing = { Bytes: 0n, Errors: 0n, Hits: 0n, Requests: 0n };
      const everything = { Bytes: bytes, Errors: 2n, Hits: 0n, Requests: 8000n };
      expect(await traffic({ ...range, cnameids: [999_999, cname.Id] })).toMatchObject([
        { Data: null, Id: 999_999, Total: nothing },
        { Data: null, Id: cname.Id, Total: everything },
      ]);
      expect(await traffic({ ...range, originids: `${cname.OriginId},999999` })).toMatchObject([
        { Data: null, Id: cname.OriginId, Total: everything },
        { Data: null, Id: 999_999, Total: nothing },
      ]);
    });

    it('give the traffic of nothing for no ids', async () => {
      expect(await traffic({ ...all, cnameids: [] })).toEqual([]);
    });

    it('give series whose points add up to the total', async () => {
      const [report] = await traffic({ ...all, enddate: '2015-05-20T23:59:59', intervalid: 2 });
      expect(report?.Data).toHaveLength(96);
      expect(sum(report?.Data?.map(({ Requests }) => Requests) ?? [])).toBe(8000n);
      expect(sum(report?.Data?.map(({ Bytes }) => Bytes) ?? [])).toBe(bytes);
    });

    describe('whose dates fall into a chunk', () => {
      it('begin with its first moment and end with its last: 5 minutes', async () => {
        expect(await bytesTransferred(amid)).toBe(bytesOf(sampleLines('17T10:55:00', '18T11:10:00')));
      });

      it('begin with its first moment and end with its last: an hour', async () => {
        const lines = sampleLines('17T10:00:00', '18T12:00:00');
        const report = await hits({ platform: 3, ...amid });
        expect(sum(report.map(({ Hits }) => Hits))).toBe(BigInt(lines.length));
        const [byHour] = await intervals({ ...amid, mediatypeid: 3, intervalid: 2 });
        expect(byHour?.Data.map(({ DateTimeSlice }) => DateTimeSlice)).toEqual(
          expect.arrayContaining(['2015-05-17 10:00', '2015-05-18 11:00']),
        );
        expect(sum(byHour?.Data.map(({ Bytes }) => Bytes) ?? [])).toBe(bytesOf(lines));
      });

      it('begin with its first moment and end with its last: a day', async () => {
        const [byDay] = await intervals({ ...amid, mediatypeid: 3, intervalid: 3 });
        expect(byDay?.Data).toEqual([
          { DateTimeSlice: '2015-05-17 00:00', Bytes: bytesOf(sampleLines('17T00:00:00', '18T00:00:00')) },
          { DateTimeSlice: '2015-05-18 00:00', Bytes: bytesOf(sampleLines('18T00:00:00', '19T00:00:00')) },
        ]);
      });

      it('have one chunk when begin and end are the same moment', async () => {
        const moment = '2015-05-17T10:05:03';
        expect(await bytesTransferred({ begindate: moment, enddate: moment })).toBe(
          bytesOf(sampleLines('17T10:05:00', '17T10:10:00')),
        );
      });

      it('end a plain date with its first chunk alone', async () => {
        expect(await bytesTransferred({ begindate: '2015-05-17', enddate: '2015-05-19' })).toBe(
          bytesOf(sampleLines('17T00:00:00', '19T00:05:00')),
        );
      });
    });

    describe('by place', () => {
      const range = { ...all, enddate: '2015-05-20T23:59:59' };

      it('count everything in the region Global, and nothing elsewhere, since the log knows no place', async () => {
        expect(await bytesTransferred({ ...range, regionid: -1 })).toBe(bytes);
        expect(await bytesTransferred({ ...range, regionid: 0 })).toBe(0n);
        expect(await bytesTransferred({ ...range, pops: 'lax,dca' })).toBe(0n);
        expect(await bytesTransferred({ ...range, pops: [] })).toBe(0n);
      });

      it('refuse POPs and a region at once', async () => {
        const refusal = { status: 400, problems: [{ path: 'regionid' }] };
        await expect(bytesTransferred({ ...range, pops: 'lax', regionid: 1 })).rejects.toMatchObject(refusal);
        await expect(intervals({ ...range, pops: 'lax', regionid: 1 })).rejects.toMatchObject(refusal);
      });
    });

    it('refuse edge CNAMEs and origins at once', async () => {
      await expect(traffic({ ...all, cnameids: [1], originids: [1] })).rejects.toMatchObject({
        status: 400,
        problems: [{ path: 'originids' }],
      });
    });

    it('refuse reversed dates', async () => {
      const reversed = { begindate: '2015-05-18T00:00:01', enddate: '2015-05-18' };
      const refusal = { status: 400, problems: [{ path: 'enddate' }] };
      await expect(bytesTransferred(reversed)).rejects.toMatchObject(refusal);
      await expect(hits({ platform: 0, ...reversed })).rejects.toMatchObject(refusal);
      await expect(traffic(reversed)).rejects.toMatchObject(refusal);
    });

    it.each([
      '2015-02-29',
      '2015-13-01',
      '2015-05-17T25:00:00',
      '2015-05-17T24:00:00',
      '2015-5-17',
      '17/May/2015',
      '2015-05-17 10:00:00',
      '',
    ])('refuse the date "%s"', async (begindate) => {
      await expect(bytesTransferred({ ...all, begindate })).rejects.toMatchObject({
        status: 400,
        problems: [{ path: 'begindate' }],
      });
    });

    it('are empty long before and after', async () => {
      expect(await bytesTransferred({ begindate: '0001-01-01', enddate: '1969-12-31' })).toBe(0n);
      expect(await bytesTransferred({ begindate: '2100-01-01', enddate: '9999-12-31T23:59:59' })).toBe(0n);
      expect(await bytesTransferred({ begindate: '0001-01-01', enddate: '9999-12-31T23:59:59' })).toBe(bytes);
      expect(await traffic({ begindate: '9999-12-30', enddate: '9999-12-31', intervalid: 3 })).toMatchObject([
        { Total: { Requests: 0n } },
      ]);
    });

    it('refuse more than 45 days by interval', async () => {
      const first = { begindate: '2015-01-01', mediatypeid: 3, intervalid: 3 };
      const [longest] = await intervals({ ...first, enddate: '2015-02-14' });
      expect(longest?.Data).toHaveLength(45);
      await expect(intervals({ ...first, enddate: '2015-02-15' })).rejects.toMatchObject({
        status: 400,
        problems: [{ path: 'enddate' }],
      });
    });

    it('refuse a series of more than 10,000 points', async () => {
      const series = traffic({ begindate: '2015-01-01', enddate: '2015-12-31', intervalid: 1 });
      await expect(series).rejects.toMatchObject({ status: 400, problems: [{ path: 'intervalid' }] });
    });

    it('refuse series of more than 200,000 points together', async () => {
      const ids = Array.from({ length: 1000 }, (_, index) => index + 1);
      const series = traffic({ begindate: '2015-01-01', enddate: '2015-01-30', intervalid: 1, cnameids: ids });
      await expect(series).rejects.toMatchObject({ status: 400, problems: [{ path: 'intervalid' }] });
    });

    it('refuse more than 1,000 ids', async () => {
      const ids = Array.from({ length: 1001 }, (_, index) => index + 1);
      await expect(traffic({ ...all, cnameids: ids })).rejects.toMatchObject({ status: 400, problems: [{ path: 'cnameids' }] });
    });

    it('refuse platforms that they do not know', async () => {
      await expect(hits({ platform: 2, ...all })).rejects.toMatchObject({ status: 400, problems: [{ path: 'platform' }] });
      await expect(intervals({ ...all, mediatypeid: 2 })).rejects.toMatchObject({
        status: 400,
        problems: [{ path: 'mediatypeid' }],
      });
    });
  });
