import type { Resolvers } from '../generated/reporting.ts';
import { mediaTypeOf } from '../platform.ts';
import { defineSubgraph } from '../subgraph.ts';
import { exports } from './exports.ts';
import { type Context, createLoaders } from './loaders.ts';
import { fixedBuckets, toFixedBucket, toWindow } from './range.ts';
import { rawLogs } from './raw-logs.ts';
import { traffic } from './traffic.ts';
import { fromReportMediaType, toBytesPoints, toReportMediaType, told } from './translate.ts';

const resolvers: Resolvers<Context> = {
  Query: {
    customer: (_root, _args, { viewer }) => viewer,
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
  },
  EdgeCname: traffic.EdgeCname,
  CustomerOrigin: traffic.CustomerOrigin,
  Traffic: traffic.Traffic,
  TrafficKey: traffic.TrafficKey,
  RawLog: rawLogs.RawLog,
  Mutation: exports.Mutation,
};

export const reporting = defineSubgraph({ name: 'reporting', resolvers, createLoaders });
