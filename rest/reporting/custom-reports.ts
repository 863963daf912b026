/**
 * `reporting`: reports by edge CNAME, of those that have custom reports enabled. What is asked of a CNAME counts whether or not they were enabled then.
 * A report code is the CNAME's for as long as it is there; it is 9999 more than its Id, and never another one's.
 * Inferred: the members of the custom report below `Data`, the codes beside `Hits` and `HTTP_STATUS`, and the paths of the lists of codes.
 */
import { z } from 'zod';
import { mediaTypeId, mediaTypeIds } from '../codec.ts';
import { route } from '../route.ts';
import { count, customer, range } from './fields.ts';

export const metricCodes = ['Hits', 'DataTransferred'] as const;
export const groupCodes = ['HTTP_STATUS', 'CACHE_STATUS'] as const;

export type MetricCode = (typeof metricCodes)[number];
export type GroupCode = (typeof groupCodes)[number];

/** One of the codes, in either case of its letters. */
const code = <Code extends string>(codes: readonly Code[]) =>
  z.string().transform((text, context): Code => {
    const found = codes.find((each) => each.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: `must be ${codes.join(' or ')}.` });
    return z.NEVER;
  });

const codeList = z.array(z.object({ Code: z.string(), Description: z.string() })).readonly();

const platform = z.object({ platform: mediaTypeId });

const customReport = z.object({
  Data: z
    .array(
      z.object({
        Data: z.array(z.object({ Name: z.string(), Percent: z.number().describe('Of the CNAME, 0 to 100.'), Value: count })).readonly(),
        Description: z.string().describe("The edge CNAME's name."),
        ReportCode: z.number(),
        Value: count,
      }),
    )
    .readonly(),
  GroupCode: z.enum(groupCodes),
  MetricCode: z.enum(metricCodes),
});

export const customReports = {
  listReportCodes: route({
    service: 'reporting', method: 'GET', path: `${customer}/reportcodes`, access: 'CUSTOM_REPORTS',
    input: z.object({ mediatypeid: mediaTypeId.optional() }),
    output: z.array(z.object({ Description: z.string(), MediaTypeid: z.literal(mediaTypeIds), ReportCode: z.number() })).readonly(),
    summary: 'List the report codes of the edge CNAMEs with custom reports; Description is the name.',
  }),
  getReportCodeTraffic: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/cnamereportcodes`, access: 'CUSTOM_REPORTS',
    input: z.object({ platform: mediaTypeId, ...range }),
    output: z.array(z.object({ Bytes: count, Description: z.string(), Hits: count, ReportCode: z.number() })).readonly(),
    summary: 'The requests and bytes of each edge CNAME with custom reports, zeros too, by hourly chunks.',
  }),
  getCustomReport: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/customreport`, access: 'CUSTOM_REPORTS',
    input: z.object({
      platform: mediaTypeId,
      ...range,
      metriccode: code(metricCodes).default('Hits'),
      groupcode: code(groupCodes).default('HTTP_STATUS'),
    }),
    output: customReport,
    summary: 'The requests or bytes of each edge CNAME with custom reports, by HTTP status or cache status, by daily chunks.',
  }),
  listMetricCodes: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/customreport/metrics`, access: 'CUSTOM_REPORTS',
    input: platform, output: codeList, summary: 'List what a custom report can count.',
  }),
  listGroupCodes: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/customreport/groups`, access: 'CUSTOM_REPORTS',
    input: platform, output: codeList, summary: 'List by what a custom report can be broken down.',
  }),
  listCnameTraffic: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/cnames`, access: 'CUSTOM_REPORTS',
    input: z.object({ platform: mediaTypeId, ...range }),
    output: z.array(z.object({ Bytes: count, Hits: count, Name: z.string() })).readonly(),
    summary: 'Deprecated: the requests and bytes before 1 November 2012 of each edge CNAME that had any, by hourly chunks. Use cnamereportcodes.',
  }),
};
