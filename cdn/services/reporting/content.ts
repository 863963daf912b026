import type { Handlers } from '@edgegraph/rest/door.ts';
import type { content } from '@edgegraph/rest/reporting/content.ts';
import type { ContentFilter } from '../../analytics/content.ts';
import type { Dates } from './range.ts';
import { type ReportingSources, keptChunks } from './sources.ts';

/** What clients asked for, by file and directory. */
export const contentHandlers = (sources: ReportingSources): Handlers<typeof content> => {
  const filterOf = async ({ platform, ...dates }: Dates & { platform: 3 | 14 }, accountNumber: string): Promise<ContentFilter> => ({
    accountNumber,
    mediaTypeId: platform,
    ...(await keptChunks(sources, accountNumber, dates, 'day', 'ContentRetentionDays')),
  });
  const { analytics } = sources;

  return {
    getFileStats: async (input, { accountNumber }) =>
      (await analytics.topFiles(await filterOf(input, accountNumber))).map((file) => ({
        DataTransferred: file.bytes,
        DataTransferredPercentage: file.bytesPercent,
        Duration: file.durationMs,
        Hits: file.requests,
        HitsPercent: file.requestsPercent,
        Path: file.path,
      })),

    getDirectoryStats: async (input, { accountNumber }) =>
      (await analytics.topDirectories(await filterOf(input, accountNumber))).map((directory) => ({
        DataTransferred: directory.bytes,
        DataTransferredPercent: directory.bytesPercent,
        Duration: directory.durationMs,
        FullDirectoryPath: directory.path,
        Hits: directory.requests,
        HitsPercent: directory.requestsPercent,
      })),

    getCompleteDownloads: async (input, { accountNumber }) =>
      (await analytics.topDownloads(await filterOf(input, accountNumber))).map(({ path, attempts, complete }) => ({
        CompleteDownloadPercent: (Number(complete) / Number(attempts)) * 100,
        CompleteDownloads: complete,
        DownloadAttempts: attempts,
        File: path,
      })),
  };
};
