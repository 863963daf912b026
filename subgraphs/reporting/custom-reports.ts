/** Reports by edge CNAME, of those that have custom reports enabled. */
import type { GroupCode, MetricCode } from '@edgegraph/rest/reporting/custom-reports.ts';
import type { CustomReportGroup, CustomReportMetric, CustomReportValue, Resolvers } from '../generated/reporting.ts';
import { mediaTypeOf, overPlatforms, platformOf } from '../platform.ts';
import { type EdgeCnameName, edgeCnameOf } from './edge-cname-names.ts';
import type { Context } from './loaders.ts';
import { toWindow } from './range.ts';
import { told } from './translate.ts';

export interface ReportCodeModel {
  readonly code: number;
  readonly platform: EdgeCnameName['platform'];
  readonly cname: EdgeCnameName;
  readonly hits: bigint | null;
  readonly bytes: bigint | null;
}

export interface CustomReportEntryModel {
  readonly code: number;
  readonly cname: EdgeCnameName;
  readonly total: bigint;
  readonly groups: readonly CustomReportValue[];
}

const metricCodes: Readonly<Record<CustomReportMetric, MetricCode>> = { HITS: 'Hits', DATA_TRANSFERRED: 'DataTransferred' };
const groupCodes: Readonly<Record<CustomReportGroup, GroupCode>> = { HTTP_STATUS: 'HTTP_STATUS', CACHE_STATUS: 'CACHE_STATUS' };

export const customReports = {
  Customer: {
    reportCodes: async (_customer, { range, platform }, { rest, caller }): Promise<ReportCodeModel[]> => {
      if (!range) {
        const codes = await rest.reporting.listReportCodes({ mediatypeid: platform ? mediaTypeOf(platform) : undefined }, caller);
        return codes.map(({ ReportCode, MediaTypeid, Description }) => {
          const of = platformOf(MediaTypeid);
          return { code: ReportCode, platform: of, cname: { platform: of, name: Description }, hits: null, bytes: null };
        });
      }
      const { begindate, enddate } = toWindow(range, 'HOUR', new Date());
      const traffic = await overPlatforms(platform, async (each) => {
        const codes = await told(rest.reporting.getReportCodeTraffic({ platform: mediaTypeOf(each), begindate, enddate }, caller));
        return codes.map((code) => ({
          code: code.ReportCode,
          platform: each,
          cname: { platform: each, name: code.Description },
          hits: code.Hits,
          bytes: code.Bytes,
        }));
      });
      return traffic.toSorted((one, other) => one.code - other.code);
    },

    customReport: async (_customer, { range, platform, metric, group }, { rest, caller }): Promise<CustomReportEntryModel[]> => {
      const { begindate, enddate } = toWindow(range, 'DAY', new Date());
      const codes = { metriccode: metricCodes[metric ?? 'HITS'], groupcode: groupCodes[group ?? 'HTTP_STATUS'] };
      const report = await told(rest.reporting.getCustomReport({ platform: mediaTypeOf(platform), begindate, enddate, ...codes }, caller));
      return report.Data.map((entry) => ({
        code: entry.ReportCode,
        cname: { platform, name: entry.Description },
        total: entry.Value,
        groups: entry.Data.map(({ Name, Value, Percent }) => ({ name: Name, value: Value, ratio: Percent / 100 })),
      }));
    },

    hitsByEdgeCname: async (_customer, { range, platform }, { rest, caller }) => {
      const { begindate, enddate } = toWindow(range, 'HOUR', new Date());
      const cnames = await told(rest.reporting.listCnameTraffic({ platform: mediaTypeOf(platform), begindate, enddate }, caller));
      return cnames.map(({ Name, Hits, Bytes }) => ({ name: Name, hits: Hits, bytes: Bytes }));
    },
  },
  ReportCode: { edgeCname: edgeCnameOf },
  CustomReportEntry: { edgeCname: edgeCnameOf },
} satisfies Resolvers<Context>;
