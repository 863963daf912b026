import { Writable } from 'node:stream';

/** Collects a body in memory and hands it over once complete; never if it grows beyond the limit or breaks off. */
export class BodyCollector extends Writable {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  readonly #complete: (body: Buffer) => void;
  #length = 0;

  constructor(limit: number, complete: (body: Buffer) => void) {
    // Never asks to wait: the client's connection alone sets the pace.
    super({ highWaterMark: Number.MAX_SAFE_INTEGER });
    this.#limit = limit;
    this.#complete = complete;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#length += chunk.length;
    if (this.#length > this.#limit) {
      this.#chunks.length = 0;
      this.destroy();
    } else {
      this.#chunks.push(chunk);
    }
    done();
  }

  override _final(done: () => void): void {
    this.#complete(Buffer.concat(this.#chunks, this.#length));
    done();
  }
}
