import { type ContentFigures, type ContentReports, type DownloadFigures, smallestDownload, topSize } from '../content.ts';
import type { ReportFilter } from '../store.ts';
import type { Connection } from './connection.ts';
import { conditionsOf } from './filter.ts';
import { integer } from './reports.ts';

/** A path up to and with its last slash; the whole path if it has none. */
const directory = `if(position(path, '/') = 0, path, substring(path, 1, length(path) - position(reverse(path), '/') + 1))`;

export const contentReports = (connection: Connection): ContentReports => ({
  topFiles: (filter) => top(connection, filter, 'path'),
  topDirectories: (filter) => top(connection, filter, directory),
  topDownloads: (filter) => topDownloads(connection, filter),
});

async function top(connection: Connection, filter: ReportFilter, subject: string): Promise<ContentFigures[]> {
  const { where, parameters } = conditionsOf(filter);
  const rows = await connection.query(
    `SELECT subject, requests, transferred, duration,
       requests / sum(requests) OVER () * 100 AS requestsPercent,
       transferred / greatest(sum(transferred) OVER (), 1) * 100 AS transferredPercent
     FROM (
       SELECT ${subject} AS subject, count() AS requests, sum(toUInt128(bytes)) AS transferred, avg(timeTakenMs) AS duration
       FROM events WHERE ${where} GROUP BY subject
     )
     ORDER BY requests DESC, subject LIMIT {topSize:UInt32}`,
    { ...parameters, topSize },
  );
  return rows.map((row) => ({
    path: String(row.subject),
    requests: integer(row.requests),
    requestsPercent: Number(row.requestsPercent),
    bytes: integer(row.transferred),
    bytesPercent: Number(row.transferredPercent),
    durationMs: row.duration === null ? null : Number(row.duration),
  }));
}

async function topDownloads(connection: Connection, filter: ReportFilter): Promise<DownloadFigures[]> {
  const { where, parameters } = conditionsOf(filter);
  const rows = await connection.query(
    `SELECT path, sum(answers) AS attempts, maxIf(sent, isWhole) AS size,
       arraySum(arrayMap((one, times) -> if(one >= size, times, 0), groupArray(sent), groupArray(answers))) AS complete
     FROM (
       SELECT path, bytes AS sent, count() AS answers, max(status = 200) AS isWhole
       FROM events WHERE ${where} AND method = 'GET' AND status IN (200, 206) GROUP BY path, sent
     )
     GROUP BY path HAVING size > {smallestDownload:UInt32}
     ORDER BY attempts DESC, path LIMIT {topSize:UInt32}`,
    { ...parameters, smallestDownload, topSize },
  );
  return rows.map((row) => ({ path: String(row.path), attempts: integer(row.attempts), complete: integer(row.complete) }));
}
