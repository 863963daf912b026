/** What clients asked for, by file and directory. */
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import type { Resolvers, TimeRange } from '../generated/reporting.ts';
import { mediaTypeOf } from '../platform.ts';
import type { Context } from './loaders.ts';
import { toWindow } from './range.ts';
import { told } from './translate.ts';

export const content = {
  Customer: {
    topFiles: async (_customer, asked, { rest, caller }) =>
      (await told(rest.reporting.getFileStats(toInput(asked), caller))).map((file) => ({
        path: file.Path,
        hits: file.Hits,
        hitsRatio: file.HitsPercent / 100,
        bytes: file.DataTransferred,
        bytesRatio: file.DataTransferredPercentage / 100,
        durationMs: file.Duration,
      })),

    topDirectories: async (_customer, asked, { rest, caller }) =>
      (await told(rest.reporting.getDirectoryStats(toInput(asked), caller))).map((directory) => ({
        path: directory.FullDirectoryPath,
        hits: directory.Hits,
        hitsRatio: directory.HitsPercent / 100,
        bytes: directory.DataTransferred,
        bytesRatio: directory.DataTransferredPercent / 100,
        durationMs: directory.Duration,
      })),

    completeDownloads: async (_customer, asked, { rest, caller }) =>
      (await told(rest.reporting.getCompleteDownloads(toInput(asked), caller))).map((file) => ({
        path: file.File,
        attempts: file.DownloadAttempts,
        complete: file.CompleteDownloads,
        completeRatio: file.CompleteDownloadPercent / 100,
      })),
  },
} satisfies Resolvers<Context>;

function toInput({ range, platform }: { readonly range: TimeRange; readonly platform: Platform }) {
  const { begindate, enddate } = toWindow(range, 'DAY', new Date());
  return { platform: mediaTypeOf(platform), begindate, enddate };
}
