import { openLog } from '@edgegraph/cdn/analytics/log/file.ts';
import { parseCombined } from '@edgegraph/cdn/analytics/log/combined.ts';
import { sampleLogPath } from '@edgegraph/cdn/analytics/sample/sample.ts';

/** A request of the bundled log, for a client to make again. */
export interface LoggedRequest {
  /** Milliseconds after the beginning of the log's first hour. */
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** What it was answered. */
  readonly status: number;
  readonly bytes: number;
  /** Empty if none was sent. */
  readonly referrer: string;
  /** Empty if none was sent. */
  readonly userAgent: string;
}

/** The bundled log's requests in their order, and how long the log is, in milliseconds. */
export interface LoggedRequests {
  readonly requests: readonly LoggedRequest[];
  readonly lengthMs: number;
}

const hourMs = 3_600_000;

/** Reads the bundled log. All that it has of an hour lies in one minute; it is spread over the whole hour. */
export async function readRequests(): Promise<LoggedRequests> {
  const { lines } = await openLog(sampleLogPath);
  const hours = new Map<number, Omit<LoggedRequest, 'at'>[]>();
  for await (const { text } of lines) {
    const fields = parseCombined(text);
    if ('problem' in fields) continue;
    const { time, method, path, query, status, bytes, referrer, userAgent } = fields;
    const hour = Math.floor(time / hourMs);
    const request = { method, target: query === '' ? path : `${path}?${query}`, status, bytes, referrer, userAgent };
    const sameHour = hours.get(hour);
    if (sameHour) sameHour.push(request);
    else hours.set(hour, [request]);
  }
  const inOrder = [...hours].toSorted(([one], [other]) => one - other);
  const first = inOrder[0]?.[0] ?? 0;
  const requests = inOrder.flatMap(([hour, each]) => each.map((request, index) => ({ ...request, at: (hour - first + index / each.length) * hourMs })));
  return { requests, lengthMs: ((inOrder.at(-1)?.[0] ?? first) + 1 - first) * hourMs };
}
