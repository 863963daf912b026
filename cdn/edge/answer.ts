import type { ServerResponse } from 'node:http';
import type { Sent } from './exchange.ts';
import { appended } from './forwarded.ts';
import type { Refusal } from './gateway-error.ts';
import { cacheStatusMember } from './handling.ts';
import type { Presented } from './presented.ts';

/** Sends the status and fields of an answer, with this cache's `member` of Cache-Status. */
export function writeHead(response: ServerResponse, sent: Sent, { status, fields }: Presented, member: string, message?: string): void {
  sent.firstByteAt = performance.now();
  fields['cache-status'] = appended(fields['cache-status'], member);
  fields.via = appended(fields.via, '1.1 edgegraph');
  if (message && status !== 304 && status !== 206 && status !== 416) response.writeHead(status, message, fields);
  else response.writeHead(status, fields);
}

/** The edge's own answer, which no cache keeps. */
export function refuse(response: ServerResponse, sent: Sent, { status, message }: Refusal): void {
  const body = Buffer.from(`${message}\n`);
  const fields = {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': String(body.length),
  };
  writeHead(
    response,
    sent,
    { status, fields, part: 'whole' },
    cacheStatusMember({ handling: 'error', ttl: null, originStatus: null, stored: false, collapsed: false }),
  );
  sent.bytes = body.length;
  response.end(body);
}
