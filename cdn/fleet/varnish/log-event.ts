import type { EdgeEvent } from '../../edge/event.ts';
import { cacheStatusOf, type Handling } from '../../edge/handling.ts';
import type { Site } from '../../edge/site.ts';
import type { Transaction } from './log-groups.ts';

/** What `edge.vcl` has logged by `std.log`, as `eg-<name> <value>`; in the order of the transactions. */
export function notes(group: readonly Transaction[], name: string): string[] {
  const start = `eg-${name} `;
  return valuesOf(group, 'VCL_Log').flatMap((value) => (value.startsWith(start) ? [value.slice(start.length)] : []));
}

/** The event of a client's request to a site, out of all that Varnish logged of it: of the site found, by its token. */
export function eventOf(group: readonly Transaction[], siteOf: (token: string) => Site | undefined): EdgeEvent | undefined {
  const site = siteOf(notes(group, 'site')[0] ?? '');
  // A request that VCL restarts is told in several transactions: it comes by the first, and its answer is the last one's.
  const requests = group.filter(({ side }) => side === 'client');
  const [first, last] = [requests[0], requests.at(-1)];
  if (!site || !first || !last || notes(group, 'control').length > 0) return undefined;
  const fetches = group.filter(({ side, records }) => side === 'origin' && !/ bgfetch$/.test(valueOf(records, 'Begin')));
  const [url, query = ''] = split(valueOf(first.records, 'ReqURL').replace(/^https?:\/\/[^/?]*/i, ''), '?');
  const [, , , headBytes = 0, bodyBytes = 0] = numbers(lastOf(last.records, 'ReqAcct'));
  const startedAt = timestamp(first.records, 'Start') ?? 0;
  const firstByteAt = timestamp(last.records, 'Process');
  const endedAt = timestamp(last.records, 'Resp') ?? startedAt;
  const originStatus = Number(notes(group, 'origin-status').at(-1) ?? 0);
  const field = (name: string) => text(fieldOf(first.records, name));
  return {
    site: site.id,
    counts: site.counts,
    method: text(valueOf(first.records, 'ReqMethod')),
    host: field('host'),
    path: text(url),
    query: site.logsQueryStrings ? text(query) : '',
    protocol: text(valueOf(first.records, 'ReqProtocol')),
    ssl: false,
    status: headBytes === 0 ? 0 : Number(lastOf(last.records, 'RespStatus')),
    cacheStatus: cacheStatusOf[handlingOf(notes(group, 'handling').at(-1))],
    bytes: bodyBytes,
    originBytes: fetches.reduce((sum, { records }) => sum + (numbers(lastOf(records, 'BereqAcct'))[4] ?? 0), 0),
    originStatus: originStatus === 0 ? null : originStatus,
    timeToFirstByteMs: headBytes === 0 || firstByteAt === null ? null : Math.max(0, firstByteAt - startedAt),
    totalMs: Math.max(0, endedAt - startedAt),
    clientIp: split(valueOf(first.records, 'ReqStart'), ' ')[0],
    referrer: field('referer'),
    userAgent: field('user-agent'),
    error: errorOf(fetches, headBytes),
  };
}

const isHandling = (name: string): name is Handling => name in cacheStatusOf;
const handlingOf = (name = ''): Handling => (isHandling(name) ? name : 'error');

function errorOf(fetches: readonly Transaction[], headBytes: number): string | null {
  if (headBytes === 0) return 'The connection closed before the answer was complete.';
  const failed = lastOf(fetches.at(-1)?.records ?? [], 'FetchError');
  return failed === '' ? null : text(failed);
}

type Records = Transaction['records'];

const valuesOf = (group: readonly Transaction[], tag: string): string[] =>
  group.flatMap(({ records }) => records.flatMap((record) => (record.tag === tag ? [record.value] : [])));

/** The first, as VCL may change what came; empty if there is none. */
const valueOf = (records: Records, tag: string): string => records.find((record) => record.tag === tag)?.value ?? '';
const lastOf = (records: Records, tag: string): string => records.findLast((record) => record.tag === tag)?.value ?? '';

function fieldOf(records: Records, name: string): string {
  const start = `${name}:`;
  const found = records.find(({ tag, value }) => tag === 'ReqHeader' && value.toLowerCase().startsWith(start));
  return found?.value.slice(start.length).trim() ?? '';
}

/** Milliseconds since 1970. Varnish writes seconds, and how long they were after others. */
function timestamp(records: Records, event: string): number | null {
  const start = `${event}: `;
  const found = records.findLast(({ tag, value }) => tag === 'Timestamp' && value.startsWith(start));
  return found ? Number(split(found.value.slice(start.length), ' ')[0]) * 1000 : null;
}

const numbers = (value: string): number[] => value.split(' ').map(Number);

function split(value: string, at: string): [string, string?] {
  const index = value.indexOf(at);
  return index === -1 ? [value] : [value.slice(0, index), value.slice(index + 1)];
}

/** Bytes that are no UTF-8 become U+FFFD. */
const text = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');
