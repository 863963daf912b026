import type { Resolvers } from '../generated/reporting.ts';
import { mediaTypeOf } from '../platform.ts';
import { fromReportMediaType, toReportMediaType } from '../report-media-type.ts';
import { defineSubgraph } from '../subgraph.ts';
import { account } from './account.ts';
import { billing } from './billing.ts';
import { completeUntil } from './complete-until.ts';
import { content } from './content.ts';
import { customReports } from './custom-reports.ts';
import { edgeCnameLive } from './edge-cname-live.ts';
import { exports } from './exports.ts';
import { type Context, createLoaders } from './loaders.ts';
import { fixedBuckets, toFixedBucket, toWindow } from './range.ts';
import { rawLogs } from './raw-logs.ts';
import { traffic } from './traffic.ts';
import { toBytesPoints, told } from './translate.ts';

const resolvers: Resolvers<Context> = {
  Query: {
    customer: (_root, _args, { viewer }) => viewer,
    ...account.Query,
  },
  Customer: {
    __resolveReference: (_reference, { viewer }) => viewer,
    ...traffic.Customer,
    ...rawLogs.Customer,
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
      const bucket = toFixedBucket(every);
      const { begindate, enddate } = toWindow(range, bucket, new Date());
      const input = {
        begindate,
        enddate,
        intervalid: fixedBuckets[bucket],
        mediatypeid: toReportMediaType(platform, sslOnly ?? false),
        pops: pops?.join(),
        regionid: regionId ?? undefined,
      };
      const series = await told(rest.reporting.getBytesByInterval(input, caller));
      return series.flatMap(({ MediaTypeId, Data }) => {
        const counted = fromReportMediaType(MediaTypeId);
        return counted ? [{ ...counted, points: toBytesPoints(Data, bucket) }] : [];
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
  EdgeCname: traffic.EdgeCname,
  CustomerOrigin: traffic.CustomerOrigin,
  Traffic: traffic.Traffic,
  TrafficKey: traffic.TrafficKey,
  RawLog: rawLogs.RawLog,
  Mutation: exports.Mutation,
};

export const reporting = defineSubgraph({ name: 'reporting', resolvers, createLoaders });
