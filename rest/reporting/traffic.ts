/** `reporting`: the traffic query, ours: what was delivered, by any dimension, over time, filtered. */
import { z } from 'zod';
import { bigInteger, commaSeparated, date, flag, idList, integer } from '../codec.ts';
import { route } from '../route.ts';
import { jsonText } from './json-text.ts';
import { beyond, reportLimits } from './limits.ts';
import { isTimeZone } from './time-zone.ts';
import { groupWords } from './traffic-dimensions.ts';
import { trafficFilter } from './traffic-filter.ts';

const customer = '/v2/reporting/customers/{AN}';

/** A sum that may exceed 2^53. */
const count = bigInteger.meta({ type: 'integer' });

/** The lengths of a series' intervals; days, weeks (from Monday) and months are those of the time zone. */
export const bucketWords = ['minute', 'fiveminutes', 'fifteenminutes', 'hour', 'day', 'week', 'month'] as const;

export type BucketWord = (typeof bucketWords)[number];

/** The interval's length by the contract's ids. */
export const intervalid = integer.pipe(z.literal([1, 2, 3], { error: 'must be 1 (5 minutes), 2 (hour) or 3 (day).' }));

/** What groups are ordered by. */
export const orderWords = ['requests', 'bytes', 'originbytes', 'hits', 'misses', 'errors', 'hitratio', 'bandwidth', 'timetofirstbyte'] as const;

export type OrderWord = (typeof orderWords)[number];

/** At most so many members as the limit says. */
const atMost = (name: 'GroupDimensions' | 'Percentiles' | 'PageGroups', list: readonly unknown[], context: z.core.$RefinementCtx, remedy: string): void => {
  if (list.length > reportLimits[name].value) context.addIssue({ code: 'custom', message: beyond(name, list.length, remedy), input: list });
};

const percentiles = commaSeparated
  .pipe(z.array(z.string().regex(/^[1-9]\d?$/, 'must be whole numbers from 1 to 99.').transform(Number)))
  .superRefine((list, context) => atMost('Percentiles', list, context, 'ask for fewer'));

/** The name of a time zone as IANA has it; an offset such as +02:00 is none. */
const timezone = z.string().refine(isTimeZone, 'must be the name of a time zone, such as UTC or Europe/Berlin.').default('UTC');

/** What both routes read. */
const query = {
  begindate: date,
  enddate: date,
  timezone,
  interval: z.enum(bucketWords, { error: `must be one of ${bucketWords.join(', ')}.` }).optional(),
  filter: trafficFilter.optional(),
  percentiles: percentiles.optional().meta({ description: 'Asks for these percentiles of the time to first byte, such as 50,95.' }),
  bandwidth: flag.optional().meta({ description: 'Asks for the 95th percentile of the bandwidth.' }),
  cnameids: idList.optional(),
  originids: idList.optional(),
};

const metrics = z.object({
  /** The 95th percentile (nearest rank) of the averages of 5 minutes, exact; null unless asked for, and in intervals shorter than an hour. */
  BitsPerSecondP95: z.number().nullable(),
  /** Sent to clients. */
  Bytes: count,
  /** Answered with a status of 500 or more. */
  Errors: count,
  /** Answered from the cache. */
  Hits: count,
  Misses: count,
  /** Received from origins. */
  OriginBytes: count,
  Requests: count,
  /** By percentile, within 1 %; null where no request tells it. Null unless asked for. */
  TimeToFirstByteMs: z.record(z.string(), z.number().nullable()).nullable(),
});

export type Metrics = z.output<typeof metrics>;

/** Without gaps, in order; null unless an interval was asked for. */
const data = z.array(metrics.extend({ DateTimeSlice: z.string(), From: z.string(), To: z.string() })).nullable();

/** The edge CNAME's or origin's id; null for the whole customer. */
const subject = z.number().nullable();

/** What lies before it won't change, save by the import of a log; RFC 3339. */
const completeUntil = z.string();

const traffic = z.object({ CompleteUntil: completeUntil, Data: data, Id: subject, Total: metrics });

export type TrafficReport = z.output<typeof traffic>;

const dimensionValue = z.union([z.string(), z.number(), z.boolean()]);

const group = z.object({
  /** A value for each dimension, in the order of `groupby`. */
  Key: z.array(dimensionValue).readonly(),
  Total: metrics,
  Data: data,
});

export type TrafficGroup = z.output<typeof group>;

const groups = z.object({
  CompleteUntil: completeUntil,
  /** In their order; ties by key, ascending. */
  Groups: z.array(group).readonly(),
  /** How many groups there are in all; null if `other` is 0. */
  GroupCount: z.number().nullable(),
  Id: subject,
  /** The sums over all groups that are not among `Groups`; null if there is none, and if `other` is 0. */
  Other: metrics.nullable(),
});

export type TrafficGroups = z.output<typeof groups>;

const groupby = commaSeparated
  .pipe(z.array(z.enum(groupWords, { error: `must be words of ${groupWords.join(', ')}, separated by commas.` })).min(1, 'needs a dimension.'))
  .superRefine((words, context) => {
    atMost('GroupDimensions', words, context, 'group by fewer');
    if (new Set(words).size < words.length) context.addIssue({ code: 'custom', message: 'names a dimension twice.', input: words });
  });

/** A word; a `-` before it puts the highest first. */
const orderby = z
  .enum([...orderWords, ...orderWords.map((word) => `-${word}` as const)], {
    error: `must be one of ${orderWords.join(', ')}, with a - before it for the highest first.`,
  })
  // Without its sign, each is a word.
  .transform((text) => ({ orderBy: text.replace(/^-/, '') as OrderWord, descending: text.startsWith('-') }));

/** Each key is checked against the grouping by the service. */
const keys = jsonText
  .pipe(z.array(z.array(dimensionValue), { error: 'must be a list of keys, each a list of values.' }))
  .superRefine((list, context) => atMost('PageGroups', list, context, 'ask for fewer'))
  .meta({ description: 'JSON: [[…],[…]], exactly these groups, in this order, instead of a page.' });

const within = (name: 'PageGroups' | 'GroupOffset', least: number) =>
  integer.refine(
    (value) => value >= least && value <= reportLimits[name].value,
    `must be from ${least} to ${reportLimits[name].value.toLocaleString('en')} (limit ${name}).`,
  );

export const trafficRoutes = {
  getTraffic: route({
    service: 'reporting', method: 'GET', path: `${customer}/traffic`, access: 'CORE_REPORTS',
    input: z.object({ ...query, intervalid: intervalid.optional() }),
    output: z.array(traffic).readonly(),
    summary: 'What was delivered of the customer, or of up to 1,000 edge CNAMEs or origins at once, in the order of their ids given; in all and over time.',
  }),
  getTrafficGroups: route({
    service: 'reporting', method: 'GET', path: `${customer}/traffic/groups`, access: 'CORE_REPORTS',
    input: z.object({
      ...query,
      groupby,
      orderby: orderby.optional().meta({ description: '-requests if left out.' }),
      first: within('PageGroups', 1).optional().meta({ description: '10 if left out.' }),
      offset: within('GroupOffset', 0).optional(),
      keys: keys.optional(),
      other: flag.optional().meta({ description: '0 leaves out Other and GroupCount, which saves time.' }),
    }),
    output: z.array(groups).readonly(),
    summary: 'What was delivered by up to three dimensions: a page of groups, and the sums of all others.',
  }),
  getReportLimits: route({
    service: 'reporting', method: 'GET', path: `${customer}/reportlimits`, access: 'CORE_REPORTS',
    input: z.object({}),
    output: z.array(z.object({ Description: z.string(), Name: z.string(), Unit: z.string(), Value: count })).readonly(),
    summary: 'The bounds of what a report may ask, by the names under which errors tell them.',
  }),
};
