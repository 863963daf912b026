import Negotiator from 'negotiator';
import type { Coding } from './coding.ts';
import type { Exchange } from './exchange.ts';
import type { Fields } from './fields.ts';
import { appended } from './forwarded.ts';

/** A shorter body gains nothing. */
const minBytes = 1024;
const codings = ['br', 'gzip', 'identity'] as const;
const noTransform = /\bno-transform\b/i;

/** The coding in which the client gets a response; null: nobody gets this one in another than the origin's. See RFC 9110, section 12.5.3. */
export function codingFor(exchange: Exchange, status: number, fields: Fields): Coding | 'identity' | null {
  const { site, method, rule, fields: asked } = exchange;
  if (site.compressed.size === 0 || status !== 200 || (method !== 'GET' && method !== 'HEAD')) return null;
  const [type = ''] = String(fields['content-type'] ?? '').split(';', 1);
  if (!site.compressed.has(type.trim().toLowerCase()) || (fields['content-encoding'] ?? 'identity') !== 'identity') return null;
  if (Number(fields['content-length'] ?? minBytes) < minBytes) return null;
  if (noTransform.test(`${String(fields['cache-control'])},${rule?.cacheControl}`)) return null;
  if (asked['cache-control'] !== undefined && noTransform.test(String(asked['cache-control']))) return 'identity';
  return new Negotiator({ headers: asked }).encoding(codings, { preferred: codings }) ?? 'identity';
}

/** Of the bytes that are sent as they are. */
const ofTheBytes = ['accept-ranges', 'content-digest', 'content-length', 'content-md5', 'digest', 'repr-digest'];

/** Changes the fields of a response of which there are several codings to those of one. Its length is then unknown. */
export function describeCoding(coding: Coding | 'identity', fields: Fields): void {
  if (!/(^|[\s,])(accept-encoding|\*)($|[\s,])/i.test(String(fields.vary ?? ''))) fields.vary = appended(fields.vary, 'Accept-Encoding');
  if (coding === 'identity') return;
  for (const name of ofTheBytes) delete fields[name];
  fields['content-encoding'] = coding;
  const { etag } = fields;
  if (etag !== undefined && !String(etag).startsWith('W/')) fields.etag = `W/${String(etag)}`;
}
