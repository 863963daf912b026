import { IngestError } from './ingest-error.ts';

/** Longer paths don't fit a socket's address on every system. */
const longestSocketPath = 103;

/** @throws IngestError if the path is too long for a Unix socket */
export function assertSocketPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length <= longestSocketPath) return;
  throw new IngestError(
    `${path} is too long for a Unix socket: ${length} bytes, of at most ${longestSocketPath}. Set DATA_DIR to a shorter path.`,
  );
}
