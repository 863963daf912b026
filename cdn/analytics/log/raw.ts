import { type CacheStatus, cacheStatuses } from '@edgegraph/rest/codec.ts';
import { isStorable, parseCount, parseTarget, quotedContent, unquoted, type LogFields, type LogProblem } from './fields.ts';

const field = new RegExp(`"(${quotedContent})"|(\\S+)`, 'g');

/** The fields up to the customer's id; what may follow is the customer's own. */
const fieldCount = 16;

/**
 * A line of the CDN's own format: timestamp, time-taken (ms), c-ip, filesize, s-ip, s-port, cache status/HTTP status,
 * sc-bytes, cs-method, cs-uri-stem, -, rs-duration, rs-bytes, c-referrer, c-user-agent, customer-id, x-ec_custom-1.
 * A cache status that reports don't know counts as `NONE`.
 */
export function parseRaw(line: string): LogFields | LogProblem {
  const fields = Array.from(line.matchAll(field), ([, quoted, bare]) => unquoted(quoted ?? bare ?? ''));
  if (fields.length < fieldCount) return { problem: `has ${fields.length} fields instead of at least ${fieldCount}` };
  const [seconds = '', taken = '', clientIp = '', , , port, statuses = '', sent = '', method = '', uri = ''] = fields;
  const [received = '', referrer = '', userAgent = ''] = fields.slice(12);
  const time = /^\d{1,12}(\.\d+)?$/.test(seconds) ? Math.round(Number(seconds) * 1000) : Number.NaN;
  if (!isStorable(time)) return { problem: `has no Unix timestamp in ${seconds}` };
  const [, cacheStatus, status] = /^([A-Z_]+)\/(\d{3})$/.exec(statuses) ?? [];
  if (cacheStatus === undefined) return { problem: `has no cache status/HTTP status in ${statuses}` };
  const bytes = parseCount(sent);
  const originBytes = parseCount(received);
  if (bytes === undefined || originBytes === undefined)
    return { problem: `has no byte count in ${bytes === undefined ? sent : received}` };
  const target = parseTarget(uri);
  return {
    time,
    ...target,
    ssl: target.ssl || port === '443',
    method,
    protocol: '',
    status: Number(status),
    cacheStatus: isCacheStatus(cacheStatus) ? cacheStatus : 'NONE',
    bytes,
    originBytes,
    timeTakenMs: /^\d{1,15}$/.test(taken) ? Number(taken) : null,
    timeToFirstByteMs: null,
    clientIp,
    referrer,
    userAgent,
  };
}

// The list is wider here than its own type, so that any text can be looked for.
const isCacheStatus = (text: string): text is CacheStatus => (cacheStatuses as readonly string[]).includes(text);
