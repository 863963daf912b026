import type { Resolvers, TimeRange } from '../generated/reporting.ts';
import { mediaTypeOf } from '../platform.ts';
import { defineSubgraph } from '../subgraph.ts';
import { account } from './account.ts';
import { billing } from './billing.ts';
import { completeUntil } from './complete-until.ts';
import { content } from './content.ts';
import { customReports } from './custom-reports.ts';
import { edgeCnameLive } from './edge-cname-live.ts';
import { type Context, createLoaders } from './loaders.ts';
import { intervalId, toWindow } from './range.ts';
import {
  type Subject,
  type TrafficModel,
  fromReportMediaType,
  toBytesPoints,
  toMetrics,
  toReportMediaType,
  toTrafficPoints,
  told,
} from './translate.ts';

const resolvers: Resolvers<Context> = {
  Query: {
    customer: (_root, _args, { viewer }) => viewer,
    ...account.Query,
  },
  Customer: {
    __resolveReference: (_reference, { viewer }) => viewer,
    traffic: (_customer, { range }) => trafficOf({ kind: 'customer', id: '' }, range),
    bytesTransferred: async (_customer, { range, platform, sslOnly, pops, regionId }, { rest, caller }) => {
      const { from, to, begindate, enddate } = toWindow(range, 'FIVE_MINUTES', new Date());
      const mediaType = toReportMediaType(platform, sslOnly ?? false);
      const input = { begindate, enddate, pops: pops?.join(), regionid: regionId ?? undefined };
      const { Bytes } = mediaType
        ? await told(rest.reporting.getPlatformBytesTransferred({ ...input, platform: mediaType }, caller))
        : await told(rest.reporting.getBytesTransferred(input, caller));
      return { range: { from, to }, bytes: Bytes };
    },
    bytesByInterval: async (_customer, { range, every, platform, sslOnly, pops, regionId }, { rest, caller }) => {
      const { begindate, enddate } = toWindow(range, every, new Date());
      const input = {
        begindate,
        enddate,
        intervalid: intervalId[every],
        mediatypeid: toReportMediaType(platform, sslOnly ?? false),
        pops: pops?.join(),
        regionid: regionId ?? undefined,
      };
      const series = await told(rest.reporting.getBytesByInterval(input, caller));
      return series.flatMap(({ MediaTypeId, Data }) => {
        const counted = fromReportMediaType(MediaTypeId);
        return counted ? [{ ...counted, points: toBytesPoints(Data, every) }] : [];
      });
    },
    hitsByStatus: async (_customer, { range, platform }, { rest, caller }) => {
      const { begindate, enddate } = toWindow(range, 'HOUR', new Date());
      const hits = await told(rest.reporting.getHits({ platform: platform ? mediaTypeOf(platform) : 0, begindate, enddate }, caller));
      return hits.map(({ StatusCode, Hits, HitPercentage }) => ({ status: StatusCode, hits: Hits, ratio: HitPercentage / 100 }));
    },
    cacheStatuses: async (_customer, { range, platform }, { rest, caller }) => {
      const { begindate, enddate } = toWindow(range, 'HOUR', new Date());
      const statuses = await told(rest.reporting.getCacheStatuses({ platform: mediaTypeOf(platform), begindate, enddate }, caller));
      return statuses.map(({ Name, Hits }) => ({ status: Name, hits: Hits }));
    },
    ...account.Customer,
    ...billing.Customer,
    ...completeUntil.Customer,
    ...content.Customer,
    ...customReports.Customer,
    ...edgeCnameLive.Customer,
  },
  BytesTotal: completeUntil.BytesTotal,
  ReportCode: customReports.ReportCode,
  CustomReportEntry: customReports.CustomReportEntry,
  EdgeCnameLive: edgeCnameLive.EdgeCnameLive,
  EdgeCname: {
    traffic: ({ id }, { range }) => trafficOf({ kind: 'edgeCname', id: String(id) }, range),
  },
  CustomerOrigin: {
    traffic: ({ id }, { range }) => trafficOf({ kind: 'origin', id: String(id) }, range),
  },
  Traffic: {
    total: async ({ subject, range }, _args, { loaders }) => {
      const { begindate, enddate } = toWindow(range, 'FIVE_MINUTES', range.to);
      return toMetrics((await told(loaders.traffic.load({ subject, begindate, enddate }))).Total);
    },
    series: async ({ subject, range }, { every }, { loaders }) => {
      const { begindate, enddate } = toWindow(range, every, range.to);
      return toTrafficPoints(await told(loaders.traffic.load({ subject, begindate, enddate, intervalid: intervalId[every] })), every);
    },
  },
};

function trafficOf(subject: Subject, asked: TimeRange): TrafficModel {
  const { from, to } = toWindow(asked, 'FIVE_MINUTES', new Date());
  return { subject, range: { from, to } };
}

export const reporting = defineSubgraph({ name: 'reporting', resolvers, createLoaders });
