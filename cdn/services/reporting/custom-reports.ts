import type { Handlers } from '@edgegraph/rest/door.ts';
import type { GroupCode, MetricCode, customReports } from '@edgegraph/rest/reporting/custom-reports.ts';
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { EdgeCnameFigures } from '../../analytics/edge-cname-figures.ts';
import { type EdgeCname, listEdgeCnames } from '../../database/queries/edge-cnames.ts';
import type { Database } from '../../database/tables.ts';
import { type ReportingSources, keptChunks } from './sources.ts';

const metrics: Readonly<Record<MetricCode, string>> = { Hits: 'Requests, whatever their answer.', DataTransferred: 'Bytes sent to clients.' };

const groups: Readonly<Record<GroupCode, string>> = { HTTP_STATUS: 'By the HTTP status that was answered.', CACHE_STATUS: 'By how the cache answered.' };

/** Reports by edge CNAME. */
export const customReportHandlers = (sources: ReportingSources): Handlers<typeof customReports> => {
  const { db, analytics } = sources;
  return {
    listReportCodes: async ({ mediatypeid }, { accountNumber }) =>
      (await reportedCnames(db, accountNumber, mediatypeid)).map((cname) => ({
        Description: cname.name,
        MediaTypeid: cname.mediaTypeId,
        ReportCode: reportCodeOf(cname),
      })),

    getReportCodeTraffic: async ({ platform, ...dates }, { accountNumber }) => {
      const range = await keptChunks(sources, accountNumber, dates, 'hour');
      const cnames = await reportedCnames(db, accountNumber, platform);
      const figures = await analytics.edgeCnameFigures({ accountNumber, mediaTypeId: platform, ...range }, { ids: cnames.map(({ id }) => id) });
      const byId = new Map(figures.map((each) => [each.cnameId, each]));
      return cnames.map((cname) => ({
        Bytes: byId.get(cname.id)?.bytes ?? 0n,
        Description: cname.name,
        Hits: byId.get(cname.id)?.requests ?? 0n,
        ReportCode: reportCodeOf(cname),
      }));
    },

    getCustomReport: async ({ platform, metriccode, groupcode, ...dates }, { accountNumber }) => {
      const range = await keptChunks(sources, accountNumber, dates, 'day');
      const cnames = await reportedCnames(db, accountNumber, platform);
      const figures = await analytics.edgeCnameFigures(
        { accountNumber, mediaTypeId: platform, ...range },
        { ids: cnames.map(({ id }) => id), by: groupcode === 'HTTP_STATUS' ? 'status' : 'cacheStatus' },
      );
      const byId = Map.groupBy(figures, ({ cnameId }) => cnameId);
      return { Data: cnames.map((cname) => toEntry(cname, byId.get(cname.id) ?? [], metriccode)), GroupCode: groupcode, MetricCode: metriccode };
    },

    listMetricCodes: () => toCodes(metrics),
    listGroupCodes: () => toCodes(groups),

    listCnameTraffic: async ({ platform, ...dates }, { accountNumber }) => {
      const { from, to } = await keptChunks(sources, accountNumber, dates, 'hour');
      const figures = await analytics.edgeCnameFigures({ accountNumber, mediaTypeId: platform, from, to: Math.min(to, lastOfCnames) });
      const names = new Map((await listEdgeCnames(db, accountNumber, platform)).map(({ id, name }) => [id, name]));
      return figures.flatMap(({ cnameId, requests, bytes }) => {
        const name = names.get(cnameId);
        return name === undefined ? [] : [{ Bytes: bytes, Hits: requests, Name: name }];
      });
    },
  };
};

/** The contract's deprecated report by edge CNAME ends here. */
const lastOfCnames = Date.UTC(2012, 10, 1);

/** An id is never given twice, so neither is the code. */
const reportCodeOf = ({ id }: EdgeCname): number => 9999 + id;

/** Those with custom reports, in the order of their codes. */
const reportedCnames = async (db: Database, accountNumber: string, platform: MediaTypeId | undefined): Promise<EdgeCname[]> =>
  (await listEdgeCnames(db, accountNumber, platform)).filter(({ enableCustomReports }) => enableCustomReports);

function toEntry(cname: EdgeCname, figures: readonly EdgeCnameFigures[], metric: MetricCode) {
  const values = figures.map((each) => ({ name: each.kind, value: metric === 'Hits' ? each.requests : each.bytes }));
  const total = values.reduce((sum, { value }) => sum + value, 0n);
  return {
    Data: values
      .map(({ name, value }) => ({ Name: name, Percent: total === 0n ? 0 : (Number(value) / Number(total)) * 100, Value: value }))
      .toSorted((one, other) => Number(other.Value - one.Value)),
    Description: cname.name,
    ReportCode: reportCodeOf(cname),
    Value: total,
  };
}

const toCodes = (codes: Readonly<Record<string, string>>) => Object.entries(codes).map(([Code, Description]) => ({ Code, Description }));
