import type { RequestEvent } from '../../analytics/event.ts';
import type { EdgeEvent } from '../../edge/event.ts';

/** What an edge tells of a request, as the reports count it; its time is when the spool gets it. */
export type ServedRequest = Omit<RequestEvent, 'source' | 'sequence' | 'time'>;

/** Of the edge's POP; which billing region that is, no edge knows. */
export const servedRequest = (event: EdgeEvent, pop: string): ServedRequest => ({
  ...event.counts,
  ssl: event.ssl,
  method: event.method,
  path: event.path,
  query: event.query,
  protocol: event.protocol,
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
});
