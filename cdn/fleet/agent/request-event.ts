import type { RequestEvent } from '../../analytics/event.ts';
import type { EdgeEvent } from '../../edge/event.ts';
import type { Site } from '../../edge/site.ts';

/** What an edge tells of a request, as the reports count it. */
export type ServedRequest = Omit<RequestEvent, 'source' | 'sequence'>;

/** The region is the control plane's to say; an edge speaks HTTP without TLS. */
export function servedRequest(event: EdgeEvent, { counts, path: sitePath, logsQueryStrings }: Site, pop: string): ServedRequest {
  const [path = '', ...query] = event.url.split('?');
  const { accountNumber, mediaTypeId, cnameId, originId } = counts;
  return {
    time: event.time,
    accountNumber,
    mediaTypeId,
    cnameId,
    originId,
    ssl: false,
    method: event.method,
    path: sitePath + path,
    query: logsQueryStrings ? query.join('?') : '',
    protocol: '',
    status: event.status,
    cacheStatus: event.cacheStatus,
    bytes: event.bytes,
    originBytes: event.originBytes,
    timeTakenMs: event.totalMs,
    clientIp: event.clientIp,
    referrer: event.referrer,
    userAgent: event.userAgent,
    pop,
    regionId: -1,
  };
}
