/** `reporting`: exports, ours: a report as a file, behind a link that is signed and ends. */
import { z } from 'zod';
import { integer } from '../codec.ts';
import { route } from '../route.ts';
import { customer } from './fields.ts';

/** The reports that can be exported under CORE_REPORTS, by their routes. */
export const exportedReports = [
  'traffic',
  'traffic/groups',
  'bytestransferred/interval',
  'hits',
  'cachestats',
  'filestats',
  'directorystats',
  'completedownloads',
] as const;

export type ExportedReport = (typeof exportedReports)[number];

export const exportFormats = ['CSV', 'NDJSON'] as const;

export type ExportFormat = (typeof exportFormats)[number];

const shortest = 60;
const longest = 86_400;

const settings = {
  ExpiresInSeconds: integer
    .refine((seconds) => seconds >= shortest && seconds <= longest, `must be ${shortest} to ${longest.toLocaleString('en')}.`)
    .default(900)
    .describe('How long the link is good for.'),
  Format: z.enum(exportFormats, { error: `must be one of ${exportFormats.join(', ')}.` }).default('CSV'),
  Input: z.record(z.string(), z.unknown(), { error: "must be an object: the parameters of the report's route." }),
};

const link = z.object({
  ExpiresAt: z.string().describe('ISO 8601, UTC. A download that has begun goes on after it.'),
  FileName: z.string(),
  Url: z.string().describe('A path on this server, to be fetched with GET and without a token. Whoever has it has the report.'),
});

export const exportRoutes = {
  createExport: route({
    service: 'reporting', method: 'POST', path: `${customer}/exports`, access: 'CORE_REPORTS',
    input: z.object({
      body: z.object({ ...settings, Report: z.enum(exportedReports, { error: `must be one of ${exportedReports.join(', ')}.` }) }),
    }),
    output: link,
    summary: "Make a link to a report as a file; Input has the parameters of the report's route. The download asks GET on CORE_REPORTS of the token that made it.",
  }),
  createRawLogExport: route({
    service: 'reporting', method: 'POST', path: `${customer}/rawlogs/exports`, access: 'RAW_LOGS',
    input: z.object({ body: z.object(settings) }),
    output: link,
    summary: 'Make a link to raw logs as a file; Input has the parameters of rawlogs. The download asks GET on RAW_LOGS of the token that made it.',
  }),
};
