import { z } from 'zod';
import { latestTime, requestEvent } from '../event.ts';
import { customerNames } from './target-finder.ts';

const moment = z.union([z.int(), z.iso.datetime({ offset: true }).transform(Date.parse)], {
  error: 'must be a moment: ISO 8601 with a time zone, such as 2026-05-17T10:05:03.123Z, or milliseconds since 1970',
});

/** A line of NDJSON: one request that was served. A member that it does not know is refused, as most likely misspelt. */
const eventLine = customerNames.extend({
  ...requestEvent.omit({ source: true, sequence: true, accountNumber: true, mediaTypeId: true, cnameId: true, originId: true }).shape,
  time: moment.pipe(z.int().min(0).max(latestTime)),
  path: z.string().regex(/^[^?]*$/, 'must have no query; give that as query'),
  query: requestEvent.shape.query.default(''),
  protocol: requestEvent.shape.protocol.default(''),
  ssl: requestEvent.shape.ssl.default(false),
  cacheStatus: requestEvent.shape.cacheStatus.default('NONE'),
  originBytes: requestEvent.shape.originBytes.default(0),
  timeTakenMs: requestEvent.shape.timeTakenMs.default(null),
  clientIp: requestEvent.shape.clientIp.default(''),
  referrer: requestEvent.shape.referrer.default(''),
  userAgent: requestEvent.shape.userAgent.default(''),
  pop: z.string().regex(/^([A-Z]{3})?$/, 'must be three capital letters').default(''),
  regionId: requestEvent.shape.regionId.default(-1),
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
  const result = eventLine.safeParse(value);
  return result.success ? result.data : { problem: result.error.issues.map(problemOf).join('; ') };
}

function problemOf({ path, message, ...issue }: z.core.$ZodIssue): string {
  if (path.length === 0) return issue.code === 'unrecognized_keys' ? `has members that events do not have: ${issue.keys.join(', ')}` : 'is no JSON object';
  return `has a wrong ${path.join('.')}: ${message}`;
}
