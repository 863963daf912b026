/** The requests themselves, one by one. */
import type { InputOf } from '@edgegraph/rest/route.ts';
import type { RawLog as RestRawLog, rawLogRoutes } from '@edgegraph/rest/reporting/raw-logs.ts';
import { dateText } from '@edgegraph/rest/codec.ts';
import { pageOf, pageSize } from '../connection.ts';
import { atArguments } from '../errors.ts';
import type { CustomerRawLogsArgs, RawLog, Resolvers } from '../generated/reporting.ts';
import { toBounds } from '../time-range.ts';
import type { Context } from './loaders.ts';
import { toRestFilter } from './traffic-filter.ts';
import { fromReportMediaType } from '../report-media-type.ts';

/** A request; the entities that it names are read by their ids. */
export type RawLogModel = Omit<RawLog, 'edgeCname' | 'origin'>;

export const rawLogs = {
  Customer: {
    rawLogs: async (_customer, args, { rest, caller }) => {
      const { input, members } = toRawLogSearch(args, new Date());
      const asked = { ...input, limit: pageSize(args), ...(args.after != null && { before: args.after }) };
      const { RawLogs, Next, SearchedFrom } = await atArguments(rest.reporting.listRawLogs(asked, caller), { ...members, limit: 'first', before: 'after' });
      const edges = RawLogs.map((log) => ({ cursor: log.Id, node: toRawLog(log) }));
      const page = pageOf(edges, { hasNextPage: Next !== null, hasPreviousPage: args.after != null });
      // Beyond the last request of a page that ended before it was full.
      return { ...page, pageInfo: { ...page.pageInfo, endCursor: Next ?? page.pageInfo.endCursor }, searchedFrom: new Date(SearchedFrom) };
    },
  },
  RawLog: {
    edgeCname: ({ edgeCnameId }) => (edgeCnameId == null ? null : { id: edgeCnameId }),
    origin: ({ originId }) => (originId == null ? null : { id: originId }),
  },
} satisfies Resolvers<Context>;

/** A search as REST takes it, and where its members come from in the field's arguments. */
export interface RawLogSearch {
  readonly input: Pick<InputOf<typeof rawLogRoutes.listRawLogs>, 'begindate' | 'enddate' | 'filter' | 'clientips' | 'leastbytes' | 'leasttimetaken'>;
  readonly members: Readonly<Record<string, string>>;
}

const second = 1000;

/** Throws BAD_USER_INPUT when the range is incomplete, double or reversed. */
export function toRawLogSearch({ range, filter, clientIps, minBytes, minTimeTakenMs }: Omit<CustomerRawLogsArgs, 'first' | 'after'>, now: Date): RawLogSearch {
  const { from, to } = toBounds(range, now);
  const { filter: tree, members } = toRestFilter(filter);
  return {
    input: {
      begindate: dateText(from.getTime()),
      // Its second is searched, too.
      enddate: dateText(Math.ceil(to.getTime() / second) * second - second),
      ...(tree !== undefined && { filter: tree }),
      ...(clientIps != null && { clientips: [...clientIps] }),
      ...(minBytes != null && { leastbytes: String(minBytes) }),
      ...(minTimeTakenMs != null && { leasttimetaken: minTimeTakenMs }),
    },
    members: {
      begindate: 'range.from',
      enddate: 'range.to',
      clientips: 'clientIps',
      leastbytes: 'minBytes',
      leasttimetaken: 'minTimeTakenMs',
      ...members,
    },
  };
}

/** Ids are positive; 0 and -1 stand for nothing known. */
const toId = (id: number): string | null => (id > 0 ? String(id) : null);

function toRawLog(log: RestRawLog): RawLogModel {
  const counted = fromReportMediaType(log.MediaTypeId);
  if (!counted) throw new Error(`A raw log is on the platform ${log.MediaTypeId}, which this graph does not know.`);
  return {
    id: log.Id,
    time: new Date(log.Time),
    platform: counted.platform,
    ssl: log.Ssl,
    edgeCnameId: toId(log.CNameId),
    originId: toId(log.OriginId),
    method: log.Method,
    path: log.Path,
    query: log.Query,
    protocol: log.Protocol,
    status: log.Status,
    cacheStatus: log.CacheStatus,
    bytes: BigInt(log.Bytes),
    originBytes: BigInt(log.OriginBytes),
    timeTakenMs: log.TimeTakenMs,
    timeToFirstByteMs: log.TimeToFirstByteMs,
    clientIp: log.ClientIp,
    referrer: log.Referrer,
    userAgent: log.UserAgent,
    pop: log.Pop,
    regionId: toId(log.RegionId),
  };
}
