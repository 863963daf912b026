/** `reporting`: raw logs, ours: the requests themselves, one by one. */
import { z } from 'zod';
import { cacheStatus, commaSeparated, date, integer } from '../codec.ts';
import { route } from '../route.ts';
import { customer } from './fields.ts';
import { reportLimits } from './limits.ts';
import { trafficFilter } from './traffic-filter.ts';

/** Where a request stands in the order of raw logs. */
const place = z.tuple([z.int().min(0), z.string(), z.int().min(0)]);

type Place = { readonly time: number; readonly source: string; readonly sequence: number };

/** The text by which a place is handed out; opaque to clients. */
export const cursorText = ({ time, source, sequence }: Place): string => Buffer.from(JSON.stringify([time, source, sequence])).toString('base64url');

/** A place that was handed out; where it is once read. */
const cursor = z.string().transform((text, context): Place => {
  const read = place.safeParse(jsonIn(text));
  if (read.success) {
    const [time, source, sequence] = read.data;
    return { time, source, sequence };
  }
  context.addIssue({ code: 'custom', message: 'is no place in these logs; take it from Next or from an Id.', input: text });
  return z.NEVER;
});

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

const rawLog = z.object({
  Bytes: z.number().describe('Sent to the client.'),
  CacheStatus: cacheStatus,
  ClientIp: z.string(),
  CNameId: z.number().describe('0: no edge CNAME is known.'),
  Id: z.string().describe('Its place in these logs; taken as `before`, too.'),
  MediaTypeId: z.number(),
  Method: z.string().describe('Empty where the client sent no request line; Path then holds what it sent.'),
  OriginBytes: z.number().describe('Received from the origin.'),
  OriginId: z.number().describe('0: no customer origin is known.'),
  Path: z.string().describe('As it was sent, without host and query.'),
  Pop: z.string().describe('Empty if unknown.'),
  Protocol: z.string().describe('Empty if unknown.'),
  Query: z.string().describe('What follows the `?`; empty without one.'),
  Referrer: z.string(),
  RegionId: z.number().describe('-1: unknown.'),
  Ssl: z.boolean(),
  Status: z.number().describe('0: the client left before one was sent.'),
  Time: z.string().describe('When it was made: RFC 3339, to the millisecond, UTC.'),
  TimeTakenMs: z.number().nullable().describe("Until the answer's last byte; null if unknown."),
  TimeToFirstByteMs: z.number().nullable().describe("Until the answer's first byte; null if unknown."),
  UserAgent: z.string(),
});

export type RawLog = z.output<typeof rawLog>;

const largestPage = reportLimits.PageRawLogs.value;

export const rawLogRoutes = {
  listRawLogs: route({
    service: 'reporting', method: 'GET', path: `${customer}/rawlogs`, access: 'RAW_LOGS',
    input: z.object({
      begindate: date,
      enddate: date,
      filter: trafficFilter.optional(),
      clientips: commaSeparated.pipe(z.array(z.string()).max(1000, 'at most 1,000 at once.')).optional(),
      leastbytes: integer.refine((bytes) => bytes >= 0, 'must be 0 or more.').optional(),
      leasttimetaken: z
        .union([z.number(), z.string().regex(/^\d{1,15}(\.\d{1,9})?$/).transform(Number)], { error: 'must be a number of milliseconds.' })
        .refine((ms) => ms >= 0, 'must be 0 or more.')
        .optional(),
      before: cursor.optional(),
      limit: integer.refine((count) => count >= 1 && count <= largestPage, `must be 1 to ${largestPage.toLocaleString('en')} (limit PageRawLogs).`).default(100),
    }),
    output: z.object({
      Next: z.string().nullable().describe('The `before` of the next page; null once the range is searched through.'),
      RawLogs: z.array(rawLog).readonly(),
      SearchedFrom: z.string().describe('Everything of the range from this moment on has been searched; RFC 3339, UTC.'),
    }),
    summary:
      'The requests from begindate through the second of enddate, newest first, before a place in the logs. A page on which little is found ends, with fewer and a Next, ' +
      `where ${reportLimits.SearchedRawLogs.value.toLocaleString('en')} requests were looked at.`,
  }),
};
