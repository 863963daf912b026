import { ruledCacheControl } from './cache-rules.ts';
import type { Exchange } from './exchange.ts';
import { combined, type Fields, members } from './fields.ts';
import { inUsualCase, isJustMade } from './http-date.ts';
import { type Provenance, provenance, type ReceivedFields } from './received-fields.ts';
import { heedStatus } from './storable-status.ts';
import { targetedCacheControl } from './targeted.ts';

/** When a request left for the origin: by the clock, in milliseconds since 1970, and by purge rules. */
export interface Departure {
  readonly at: number;
  readonly rule: number;
}

/** Of answers with these, `defaultCacheControl` of the site is said. */
const withDefault = new Set([200, 203, 300, 301, 404, 410]);

/**
 * A response's fields as the cache shall judge them: Age, Date and Expires repaired, and Cache-Control from the site's
 * rule, CDN-Cache-Control or the site's default where there is one, as far as the status allows.
 * @see RFC 9213, section 2.2
 */
export function forCache(fields: Fields, status: number, exchange: Exchange, departure: Departure): ReceivedFields {
  const { url, rule, site, method } = exchange;
  const { date, expires, ...rest } = repaired(fields);
  const received: ReceivedFields = {
    ...rest,
    ...(!isJustMade(date, departure.at, Date.now()) && { date: inUsualCase(date) }),
    ...(expires !== undefined && { expires: typeof expires === 'string' ? inUsualCase(expires) : expires }),
    [provenance]: {
      departure: departure.rule,
      askedUrl: url,
      original: { 'cache-control': fields['cache-control'], date, expires },
    },
  };
  const ofSite = method === 'GET' && withDefault.has(status) && saysNothing(fields) ? site.defaultCacheControl : null;
  const governing = ruledCacheControl(rule, status) ?? targetedCacheControl(fields['cdn-cache-control']) ?? ofSite;
  if (governing !== null) {
    delete received.expires;
    received['cache-control'] = governing;
  }
  heedStatus(received, status);
  return received;
}

/** Of caching. */
const saysNothing = (fields: Fields): boolean =>
  fields['cache-control'] === undefined &&
  fields.expires === undefined &&
  fields['cdn-cache-control'] === undefined &&
  fields.pragma === undefined;

/** Fields as the origin sent them, for the client; what only steers a CDN stays here. */
export function forClient(received: ReceivedFields): Fields {
  const { [provenance]: origin, ...fields } = received;
  delete fields['surrogate-key'];
  delete fields['cache-tag'];
  delete fields.warning;
  return origin ? withOriginal(fields, origin) : fields;
}

/** Fields as the origin sent them. */
export const asReceived = ({ [provenance]: origin, ...fields }: ReceivedFields): Fields =>
  origin ? withOriginal(fields, origin) : fields;

/** The tags of a response, by which it can be purged. */
export const tagsOf = (fields: Fields): string[] => [
  ...(combined(fields['surrogate-key']) ?? '').split(/[\s,]+/).filter((tag) => tag !== ''),
  ...members(fields['cache-tag']),
];

function withOriginal(fields: Fields, { original }: Provenance): Fields {
  for (const [name, value] of Object.entries(original)) {
    if (value === undefined) delete fields[name];
    else fields[name] = value;
  }
  return fields;
}

/**
 * An Age that is no number counts as absent, of several the first counts (RFC 9111, section 5.1); a missing Date is now
 * (RFC 9110, section 6.6.1).
 */
function repaired(fields: Fields): Fields & { date: string } {
  const { age: ages, date, ...rest } = fields;
  const age = members(ages)[0];
  return {
    ...rest,
    ...(age !== undefined && /^\d+$/.test(age) && { age: String(Math.min(Number(age), 2_147_483_646)) }),
    date: typeof date === 'string' && !Number.isNaN(Date.parse(date)) ? date : new Date().toUTCString(),
  };
}
