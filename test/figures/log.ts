/**
 * The bundled log read a second time, by other means than the product's: its lines are cut at their quotes and spaces, and nothing of the product is
 * imported. What holds for every line (a date of May 2015 in UTC, six quotes, no byte beyond ASCII) is asserted, so that plain text processing is enough.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One line of the log. */
export interface Line {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly clientIp: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The path up to and with its last `/`. */
  readonly directory: string;
  readonly protocol: string;
  readonly status: number;
  readonly bytes: number;
  /** Empty if none was sent. */
  readonly referrer: string;
  /** Empty if no referrer was sent, or one whose host can't be one: three lines have backslashes there. */
  readonly referrerHost: string;
  /** Empty if none was sent. */
  readonly userAgent: string;
}

function read(text: string, index: number): Line {
  const [head, request, answer, referrer, space, userAgent, end, ...more] = text.split('"');
  const [clientIp, , , day, zone] = head?.split(' ') ?? [];
  const [method, target, protocol, ...words] = request?.split(' ') ?? [];
  const [, status, bytes] = answer?.split(' ') ?? [];
  const [date, hour, minute, second] = day?.slice(1).split(':') ?? [];
  const [dayOfMonth, month, year] = date?.split('/') ?? [];
  const isAsExpected = month === 'May' && year === '2015' && zone === '+0000]' && space === ' ' && end === '' && more.length === 0 && words.length === 0;
  if (!isAsExpected || !clientIp || !method || !target || !protocol || referrer === undefined || userAgent === undefined || /[^ -~]/.test(text))
    throw new Error(`Line ${index + 1} of the bundled log is not as this script reads it: ${text}`);
  const path = target.split('?')[0] ?? '';
  return {
    time: Date.UTC(2015, 4, Number(dayOfMonth), Number(hour), Number(minute), Number(second)),
    clientIp,
    method,
    path,
    directory: path.slice(0, path.lastIndexOf('/') + 1),
    protocol,
    status: Number(status),
    bytes: bytes === '-' ? 0 : Number(bytes),
    referrer: referrer === '-' ? '' : referrer,
    referrerHost: hostOf(referrer),
    userAgent: userAgent === '-' ? '' : userAgent,
  };
}

function hostOf(referrer: string): string {
  const host = referrer === '-' ? '' : (referrer.split('/')[2] ?? '').toLowerCase();
  return host.includes('\\') ? '' : host;
}

export const log: readonly Line[] = gunzipSync(readFileSync(new URL('../../cdn/analytics/sample/access.log.gz', import.meta.url)))
  .toString('latin1')
  .trimEnd()
  .split('\n')
  .map(read);

/** The lines from one moment (inclusive) to another (exclusive), each in ISO 8601. */
export function between(from: string, to: string): readonly Line[] {
  const [first, end] = [Date.parse(from), Date.parse(to)];
  return log.filter(({ time }) => time >= first && time < end);
}
