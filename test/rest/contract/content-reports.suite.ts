import { describe, expect, it } from 'vitest';
import { bytesOf, everyLine } from '../sample-log.ts';
import type { BoundCdn } from './bound-cdn.ts';

/** Plain dates: by days, both whole. */
const all = { begindate: '2015-05-17', enddate: '2015-05-20' };

/** The 250 of which there are most lines, by what `subject` says of a line. */
function mostRequested(subject: (line: (typeof everyLine)[number]) => string) {
  const groups = [...Map.groupBy(everyLine, subject)].map(([path, lines]) => ({ path, lines }));
  return groups.toSorted((one, other) => other.lines.length - one.lines.length || (one.path < other.path ? -1 : 1)).slice(0, 250);
}

export const contentReportsSuite = (bound: BoundCdn) =>
  describe('reports of content', () => {
    const admin = () => bound.cdn.administrator;

    it('have the 250 most requested files of the log, with their shares of the whole log', async () => {
      const expected = mostRequested(({ path }) => path).map(({ path, lines }) => ({
        DataTransferred: bytesOf(lines),
        DataTransferredPercentage: expect.closeTo((Number(bytesOf(lines)) / 2_244_176_947) * 100, 9),
        Duration: null,
        Hits: BigInt(lines.length),
        HitsPercent: expect.closeTo(lines.length / 80, 9),
        Path: path,
      }));
      expect(await bound.rest.reporting.getFileStats({ platform: 3, ...all }, admin())).toEqual(expected);
    });

    it('have the 250 most requested directories of the log', async () => {
      const expected = mostRequested(({ path }) => path.replace(/[^/]*$/, '') || path).map(({ path, lines }) => ({
        DataTransferred: bytesOf(lines),
        DataTransferredPercent: expect.closeTo((Number(bytesOf(lines)) / 2_244_176_947) * 100, 9),
        Duration: null,
        FullDirectoryPath: path,
        Hits: BigInt(lines.length),
        HitsPercent: expect.closeTo(lines.length / 80, 9),
      }));
      expect(await bound.rest.reporting.getDirectoryStats({ platform: 3, ...all }, admin())).toEqual(expected);
    });

    it('have the complete downloads of the log', async () => {
      const answers = everyLine.filter(({ method, status }) => method === 'GET' && (status === 200 || status === 206));
      const files = [...Map.groupBy(answers, ({ path }) => path)].flatMap(([path, lines]) => {
        const size = Math.max(0, ...lines.filter(({ status }) => status === 200).map(({ bytes }) => bytes));
        return size > 50_000 ? [{ path, attempts: lines.length, complete: lines.filter(({ bytes }) => bytes >= size).length }] : [];
      });
      const expected = files
        .toSorted((one, other) => other.attempts - one.attempts || (one.path < other.path ? -1 : 1))
        .slice(0, 250)
        .map(({ path, attempts, complete }) => ({
          CompleteDownloadPercent: (complete / attempts) * 100,
          CompleteDownloads: BigInt(complete),
          DownloadAttempts: BigInt(attempts),
          File: path,
        }));
      expect(expected.some(({ CompleteDownloadPercent }) => CompleteDownloadPercent < 100)).toBe(true);
      expect(await bound.rest.reporting.getCompleteDownloads({ platform: 3, ...all }, admin())).toEqual(expected);
    });

    it('are of whole days, whatever the time of the dates', async () => {
      const days = await bound.rest.reporting.getFileStats({ platform: 3, begindate: '2015-05-18', enddate: '2015-05-18' }, admin());
      const times = { begindate: '2015-05-18T11:00:00', enddate: '2015-05-18T13:00:00' };
      expect(await bound.rest.reporting.getFileStats({ platform: 3, ...times }, admin())).toEqual(days);
    });

    it('are empty on ADN, where nothing was served', async () => {
      const { getFileStats, getDirectoryStats, getCompleteDownloads } = bound.rest.reporting;
      for (const report of [getFileStats, getDirectoryStats, getCompleteDownloads]) expect(await report({ platform: 14, ...all }, admin())).toEqual([]);
    });

    it('refuse platforms that have none, and reversed dates', async () => {
      const { getFileStats, getDirectoryStats, getCompleteDownloads } = bound.rest.reporting;
      for (const report of [getFileStats, getDirectoryStats, getCompleteDownloads]) {
        for (const platform of [2, 7, 8, 9, 15]) {
          await expect(report({ platform, ...all }, admin())).rejects.toMatchObject({ status: 400, problems: [{ path: 'platform' }] });
        }
        const reversed = report({ platform: 3, begindate: all.enddate, enddate: all.begindate }, admin());
        await expect(reversed).rejects.toMatchObject({ status: 400, problems: [{ path: 'enddate' }] });
      }
    });
  });
