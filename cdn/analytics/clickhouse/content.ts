import { type ContentFigures, type ContentFilter, type ContentReports, type DownloadFigures, smallestDownload, topSize } from '../content.ts';
import { intervals } from '../interval.ts';
import type { Connection } from './connection.ts';
import { eventConditionsOf } from './filter.ts';
import { integer } from './reports.ts';

/** A path up to and with its last slash; the whole path if it has none. */
const directory = `if(position(path, '/') = 0, path, left(path, length(path) - position(reverse(path), '/') + 1))`;

export const contentReports = (connection: Connection): ContentReports => ({
  topFiles: (filter) => top(connection, filter, 'path'),
  topDirectories: (filter) => top(connection, filter, directory),
  topDownloads: (filter) => topDownloads(connection, filter),
});

async function top(connection: Connection, { accountNumber, mediaTypeId, from, to }: ContentFilter, subject: string): Promise<ContentFigures[]> {
  const rows = await connection.query(
    `SELECT subject, answers, transferred, if(known = 0, NULL, taken / known / 1000) AS duration,
       answers / sum(answers) OVER () * 100 AS answersPercent,
       transferred / greatest(sum(transferred) OVER (), 1) * 100 AS transferredPercent
     FROM (
       SELECT ${subject} AS subject, sum(requests) AS answers, sum(bytes) AS transferred, sum(timeTakenUs) AS taken, sum(timed) AS known
       FROM files_day
       WHERE accountNumber = {accountNumber:String} AND mediaTypeId = {mediaTypeId:UInt8} AND day >= toDate({first:UInt16}) AND day < toDate({end:UInt16})
       GROUP BY subject
     )
     ORDER BY answers DESC, subject LIMIT {topSize:UInt32}`,
    { accountNumber, mediaTypeId, first: dayOf(Math.floor(from / intervals.day)), end: dayOf(Math.ceil(to / intervals.day)), topSize },
  );
  return rows.map((row) => ({
    path: String(row.subject),
    requests: integer(row.answers),
    requestsPercent: Number(row.answersPercent),
    bytes: integer(row.transferred),
    bytesPercent: Number(row.transferredPercent),
    durationMs: row.duration === null ? null : Number(row.duration),
  }));
}

/** A day since 1970, as far as a Date can say it. */
const dayOf = (day: number): number => Math.min(Math.max(day, 0), 2 ** 16 - 1);

/** No table counts answers by their size: this reads the events, but only of files that some answer was large of. */
async function topDownloads(connection: Connection, { from, to, ...filter }: ContentFilter): Promise<DownloadFigures[]> {
  const { day } = intervals;
  const { where, parameters } = eventConditionsOf({ ...filter, from: Math.floor(from / day) * day, to: Math.ceil(to / day) * day });
  const rows = await connection.query(
    `SELECT path, sum(answers) AS attempts, maxIf(sent, isWhole) AS size,
       arraySum(arrayMap((one, times) -> if(one >= size, times, 0), groupArray(sent), groupArray(answers))) AS complete
     FROM (
       SELECT path, bytes AS sent, count() AS answers, max(status = 200) AS isWhole
       FROM events
       WHERE ${where} AND method = 'GET' AND status IN (200, 206) AND path IN (
         SELECT path FROM events WHERE ${where} AND method = 'GET' AND status = 200 AND bytes > {smallestDownload:UInt32}
       )
       GROUP BY path, sent
     )
     GROUP BY path
     ORDER BY attempts DESC, path LIMIT {topSize:UInt32}`,
    { ...parameters, smallestDownload, topSize },
  );
  return rows.map((row) => ({ path: String(row.path), attempts: integer(row.attempts), complete: integer(row.complete) }));
}
