/**
 * `reporting`: the content that was asked for, the 250 most requested of each platform, by daily chunks. Percentages are of the whole report, not of the 250.
 * The contract does not tell what Duration means; the API before this one called it the average duration. Here: the mean time from a request to the last byte
 * of its answer, in milliseconds; null where no request's time is known.
 */
import { z } from 'zod';
import { route } from '../route.ts';
import { contentMediaTypeId, count, customer, range } from './fields.ts';

const figures = { DataTransferred: count, Duration: z.number().nullable(), Hits: count, HitsPercent: z.number() };

const input = z.object({ platform: contentMediaTypeId, ...range });

export const content = {
  getFileStats: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/filestats`, access: 'CORE_REPORTS',
    input, output: z.array(z.object({ ...figures, DataTransferredPercentage: z.number(), Path: z.string() })).readonly(),
    summary: 'The 250 most requested files, most requested first.',
  }),
  getDirectoryStats: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/directorystats`, access: 'CORE_REPORTS',
    input, output: z.array(z.object({ ...figures, DataTransferredPercent: z.number(), FullDirectoryPath: z.string() })).readonly(),
    summary: 'The 250 directories whose files were requested most, most requested first.',
  }),
  getCompleteDownloads: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/completedownloads`, access: 'CORE_REPORTS',
    input,
    output: z
      .array(z.object({ CompleteDownloadPercent: z.number(), CompleteDownloads: count, DownloadAttempts: count, File: z.string() }))
      .readonly(),
    summary:
      'How many downloads were complete, of the 250 files of more than 50 kB that were downloaded most. An attempt is a GET answered with 200 or 206. A file is as ' +
      'large as the most bytes that an answer with 200 sent of it within the range; an attempt that sent as many is complete.',
  }),
};
