import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { IngestError } from '../ingest-error.ts';
import { splitLines, type LogLine } from './lines.ts';

/** A log on disk, plain or gzipped, read once from its beginning. */
export interface LogFile {
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  /** Of `size`, how many have been read so far. */
  bytesRead(): number;
  /** The lines that record a request: blank ones and those that begin with `#` are left out, but counted. */
  readonly lines: AsyncIterable<LogLine>;
}

const openFaults: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read by this user',
};

/** Opens a log; gzip is known by its first two bytes, whatever the file is called. @throws IngestError */
export async function openLog(path: string): Promise<LogFile> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new IngestError(`${path} can't be opened: ${openFaults[error.code ?? ''] ?? error.message}.`, { cause: error });
  });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw new IngestError(`${path} is not a file; name log files.`);
  }
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  const file = handle.createReadStream({ start: 0, highWaterMark: 256 * 1024 });
  // The callback is needed, yet an error of either stream reaches whoever reads the second.
  const content = buffer.readUInt16BE() === 0x1f8b ? pipeline(file, createGunzip(), () => {}) : file;
  return { path, size: stat.size, bytesRead: () => file.bytesRead, lines: splitLines(readable(content, path)) };
}

async function* readable(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'unknown fault';
    throw new IngestError(`${path} can't be read to its end: ${cause}. Complete the file and import it again.`, { cause: error });
  }
}
