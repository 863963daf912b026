/** The bundled log read a second time, by other means than the product's: what its reports must add up to. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sampleLogPath } from '@edgegraph/cdn/analytics/sample/sample.ts';

interface Line {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
}

const form = /\[(\d\d)\/May\/2015:(\d\d:\d\d:\d\d) \+0000\] "(\S+) (\S+).*?" (\d{3}) (\d+|-)(?: |$)/;

const lines: readonly Line[] = gunzipSync(readFileSync(sampleLogPath))
  .toString()
  .trimEnd()
  .split('\n')
  .map((text) => {
    const [, day, time, method = '', target = '', status, bytes] = form.exec(text) ?? [];
    const [path = ''] = target.split('?');
    return { time: Date.parse(`2015-05-${day}T${time}Z`), method, path, status: Number(status), bytes: bytes === '-' ? 0 : Number(bytes) };
  });

/** The log's lines from the one moment (inclusive) to the other (exclusive), each as `DDThh:mm:ss` of May 2015, UTC. */
export function sampleLines(from: string, to: string): readonly Line[] {
  const [first, end] = [Date.parse(`2015-05-${from}Z`), Date.parse(`2015-05-${to}Z`)];
  return lines.filter(({ time }) => time >= first && time < end);
}

export const bytesOf = (some: readonly Line[]): bigint => BigInt(some.reduce((sum, { bytes }) => sum + bytes, 0));

/** All of the log's lines. */
export const everyLine = sampleLines('17T00:00:00', '21T00:00:00');
