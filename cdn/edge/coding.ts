import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';

export type Coding = 'br' | 'gzip';

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
