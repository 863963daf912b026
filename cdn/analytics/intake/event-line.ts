import { z } from 'zod';
import { latestTime, requestEvent } from '../event.ts';
import { platforms } from '../ingest-target.ts';
import { holds } from '../valid-event.ts';
import { customerNames } from './target-finder.ts';

const moment = z.union([z.int(), z.iso.datetime({ offset: true }).transform(Date.parse)], {
  error: 'must be a moment: ISO 8601 with a time zone, such as 2026-05-17T10:05:03.123Z, or milliseconds since 1970',
});

const { shape } = requestEvent;
const popPattern = /^([A-Z]{3})?$/;

/** A line of NDJSON: one request that was served. A member that it does not know is refused, as most likely misspelt. */
export const eventLine = customerNames.extend({
  ...requestEvent.omit({ source: true, sequence: true, accountNumber: true, mediaTypeId: true, cnameId: true, originId: true }).shape,
  time: moment.pipe(z.int().min(0).max(latestTime)),
  path: z.string().regex(/^[^?]*$/, 'must have no query; give that as query'),
  query: shape.query.default(''),
  protocol: shape.protocol.default(''),
  ssl: shape.ssl.default(false),
  cacheStatus: shape.cacheStatus.default('NONE'),
  originBytes: shape.originBytes.default(0),
  timeTakenMs: shape.timeTakenMs.default(null),
  timeToFirstByteMs: shape.timeToFirstByteMs.default(null),
  clientIp: shape.clientIp.default(''),
  referrer: shape.referrer.default(''),
  userAgent: shape.userAgent.default(''),
  pop: z.string().regex(popPattern, 'must be three capital letters').default(''),
  regionId: shape.regionId.default(-1),
});

export type EventLine = z.output<typeof eventLine>;

/** @returns why, as what follows "Line 7 ", if it can't be taken */
export function parseEventLine(line: string): EventLine | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'is not JSON' };
  }
  const quick = quickly(value);
  if (quick) return quick;
  const result = eventLine.safeParse(value);
  return result.success ? result.data : { problem: result.error.issues.map(problemOf).join('; ') };
}

const names: ReadonlySet<string> = new Set(Object.keys(eventLine.shape));

/** What the schema makes of most lines, in a fraction of the time; undefined: it is for the schema to say. */
function quickly(value: unknown): EventLine | undefined {
  if (typeof value !== 'object' || value === null || !Object.keys(value).every((name) => names.has(name))) return undefined;
  // What is taken of it is looked at below.
  const given = value as Partial<EventLine> & { readonly time?: unknown };
  const { customer, platform, cname, method, path, status, bytes, query = '', protocol = '', ssl = false, cacheStatus = 'NONE', originBytes = 0 } = given;
  const { timeTakenMs = null, timeToFirstByteMs = null, clientIp = '', referrer = '', userAgent = '', pop = '', regionId = -1 } = given;
  const time = typeof given.time === 'number' ? given.time : moment.safeParse(given.time).data;
  const isRight =
    isName(customer) &&
    isName(platform) &&
    Object.hasOwn(platforms, platform) &&
    (cname === undefined || isName(cname)) &&
    holds.time(time) &&
    holds.method(method) &&
    holds.path(path) &&
    !path?.includes('?') &&
    holds.status(status) &&
    holds.bytes(bytes) &&
    holds.query(query) &&
    holds.protocol(protocol) &&
    holds.ssl(ssl) &&
    holds.cacheStatus(cacheStatus) &&
    holds.originBytes(originBytes) &&
    holds.timeTakenMs(timeTakenMs) &&
    holds.timeToFirstByteMs(timeToFirstByteMs) &&
    holds.clientIp(clientIp) &&
    holds.referrer(referrer) &&
    holds.userAgent(userAgent) &&
    holds.pop(pop) &&
    popPattern.test(pop) &&
    holds.regionId(regionId);
  if (!isRight || time === undefined || method === undefined || path === undefined || status === undefined || bytes === undefined) return undefined;
  return { customer, platform, cname, time, method, path, status, bytes, query, protocol, ssl, cacheStatus, originBytes, timeTakenMs, timeToFirstByteMs, clientIp, referrer, userAgent, pop, regionId };
}

const isName = (value: string | undefined): value is string => typeof value === 'string' && value !== '';

function problemOf({ path, message, ...issue }: z.core.$ZodIssue): string {
  if (path.length === 0) return issue.code === 'unrecognized_keys' ? `has members that events do not have: ${issue.keys.join(', ')}` : 'is no JSON object';
  return `has a wrong ${path.join('.')}: ${message}`;
}
