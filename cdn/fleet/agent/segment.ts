import { type FileHandle, open, rm, stat } from 'node:fs/promises';

const lineFeed = 0x0a;

/** A file of lines that only grows; read from its beginning, then deleted. */
export class Segment {
  readonly path: string;
  #bytes: number;
  /** How much has been read and need not be kept. */
  #done = 0;
  #file: FileHandle | null = null;

  private constructor(path: string, bytes: number) {
    this.path = path;
    this.#bytes = bytes;
  }

  static async create(path: string): Promise<Segment> {
    const segment = new Segment(path, 0);
    segment.#file = await open(path, 'ax', 0o600);
    return segment;
  }

  /** One of an earlier process, which may have ended in the middle of a line. */
  static found = async (path: string): Promise<Segment> => new Segment(path, (await stat(path)).size);

  get bytes(): number {
    return this.#bytes;
  }

  /** Once resolved, the lines are on disk. Once rejected, part of them may be: the segment is to be ended, and they are to be written to another. */
  async append(lines: string): Promise<void> {
    const text = Buffer.from(lines);
    await this.#file?.appendFile(text);
    await this.#file?.datasync();
    this.#bytes += text.length;
  }

  /** It grows no more. */
  async end(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  /** The next whole lines, without their line feeds, and what to call once they need not be kept; null: there are none. */
  async read(maxBytes: number): Promise<{ lines: readonly string[]; done: () => void } | null> {
    const from = this.#done;
    if (from === this.#bytes) return null;
    const chunk = Buffer.alloc(Math.min(maxBytes, this.#bytes - from));
    const file = await open(this.path, 'r');
    const { bytesRead } = await file.read(chunk, 0, chunk.length, from).finally(() => file.close());
    const end = chunk.subarray(0, bytesRead).lastIndexOf(lineFeed);
    if (end === -1) return null;
    return { lines: chunk.toString('utf8', 0, end).split('\n'), done: () => void (this.#done = from + end + 1) };
  }

  async remove(): Promise<void> {
    await this.end();
    await rm(this.path, { force: true });
  }
}
