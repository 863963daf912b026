import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import { type RawLog, type rawLogRoutes, cursorText } from '@edgegraph/rest/reporting/raw-logs.ts';
import type { RequestEvent } from '../../analytics/event.ts';
import { checkKept } from './kept-range.ts';
import { checkNames } from './known-values.ts';
import type { Dates, Range } from './range.ts';
import type { ReportingSources } from './sources.ts';

const second = 1000;

/** Raw logs. */
export const rawLogHandlers = ({ db, analytics, retentionOf, clock }: ReportingSources): Handlers<typeof rawLogRoutes> => ({
  listRawLogs: async ({ filter, clientips, leastbytes, leasttimetaken, before, limit, ...dates }, { accountNumber }) => {
    const range = wholeSeconds(dates);
    checkKept(range.from, 'ContentRetentionDays', await retentionOf(accountNumber), clock());
    if (filter) await checkNames(db, analytics, accountNumber, filter);
    const { events, next, searchedFrom } = await analytics.rawLogs({
      accountNumber,
      ...range,
      filter,
      clientIps: clientips,
      leastBytes: leastbytes,
      leastTimeTakenMs: leasttimetaken,
      before,
      limit,
    });
    return { Next: next && cursorText(next), RawLogs: events.map(toRest), SearchedFrom: momentText(searchedFrom) };
  },
});

/** From begindate through the second of enddate. Throws 400 when they are reversed. */
function wholeSeconds({ begindate, enddate }: Dates): Range {
  if (enddate < begindate) throw badRequest([{ path: 'enddate', message: 'must not be before begindate.' }]);
  return { from: begindate, to: enddate + second };
}

const momentText = (time: number): string => new Date(time).toISOString();

const toRest = (event: RequestEvent): RawLog => ({
  Bytes: event.bytes,
  CacheStatus: event.cacheStatus,
  ClientIp: event.clientIp,
  CNameId: event.cnameId,
  Id: cursorText(event),
  MediaTypeId: event.mediaTypeId,
  Method: event.method,
  OriginBytes: event.originBytes,
  OriginId: event.originId,
  Path: event.path,
  Pop: event.pop,
  Protocol: event.protocol,
  Query: event.query,
  Referrer: event.referrer,
  RegionId: event.regionId,
  Ssl: event.ssl,
  Status: event.status,
  Time: momentText(event.time),
  TimeTakenMs: event.timeTakenMs,
  TimeToFirstByteMs: event.timeToFirstByteMs,
  UserAgent: event.userAgent,
});
