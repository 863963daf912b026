import Negotiator from 'negotiator';
import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import type { Exchange } from './exchange.ts';
import type { Fields } from './fields.ts';
import { appended } from './forwarded.ts';

export type Coding = 'br' | 'gzip';

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

const gzipLevel = 6;
/** As fast as gzip, and smaller. */
const brotliQuality = 5;

/** Codes a body as it comes; `flushes`: each piece can be read as soon as it is sent. */
export const createCoder = (coding: Coding, flushes: boolean): Transform =>
  coding === 'gzip'
    ? createGzip({ level: gzipLevel, flush: flushes ? constants.Z_SYNC_FLUSH : constants.Z_NO_FLUSH })
    : createBrotliCompress({
        flush: flushes ? constants.BROTLI_OPERATION_FLUSH : constants.BROTLI_OPERATION_PROCESS,
        params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality },
      });

const wholeBy = {
  gzip: (body: Buffer) => promisify(gzip)(body, { level: gzipLevel }),
  br: (body: Buffer) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
};

/** The coded forms of one body. */
export class CodedBodies {
  readonly #bodies = new Map<Coding, Buffer | null>();
  readonly #making = new Map<Coding, Promise<void>>();

  /** Null: it is no shorter than the body itself; undefined: it has not been made. */
  get(coding: Coding): Buffer | null | undefined {
    return this.#bodies.get(coding);
  }

  get bytes(): number {
    return [...this.#bodies.values()].reduce((sum, body) => sum + (body?.length ?? 0), 0);
  }

  keep(coding: Coding, body: Buffer, plain: Buffer): void {
    this.#bodies.set(coding, body.length < plain.length ? body : null);
  }

  /** Once, however many wait for it. */
  make(coding: Coding, plain: Buffer): Promise<void> {
    const known = this.#making.get(coding);
    if (known) return known;
    const making = this.#make(coding, plain);
    this.#making.set(coding, making);
    return making;
  }

  async #make(coding: Coding, plain: Buffer): Promise<void> {
    this.keep(coding, await wholeBy[coding](plain).catch(() => plain), plain);
    this.#making.delete(coding);
  }
}
