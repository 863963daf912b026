import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { RequestEvent } from './event.ts';
import { IngestError } from './ingest-error.ts';
import type { IngestTarget } from './ingest-target.ts';
import type { LogFields, LogProblem } from './log/fields.ts';
import type { LogLine } from './log/lines.ts';
import type { EventSink } from './store.ts';

/** A log's identity as a source of events: the same for its gzipped copy, and when it has grown. */
export function logSource({ accountNumber, mediaTypeId, cname }: IngestTarget, nameOrFirstLine: string): string {
  const identity = JSON.stringify([accountNumber, mediaTypeId, cname?.name ?? null, nameOrFirstLine]);
  return `log:${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}

export interface ResumeOptions {
  readonly sink: EventSink;
  readonly source: string;
  readonly parse: (line: string) => LogFields | LogProblem;
  /** The log's, for messages. */
  readonly path: string;
  /** Called for each line that is left out. */
  readonly onKnown: () => void;
}

/**
 * The lines behind the last one stored of the source. Before the first of them, or at the end of a log that has none,
 * the stored event is compared with its line.
 * @throws IngestError if they differ: another log of the same identity has been imported
 */
export async function* newLines(lines: AsyncIterable<LogLine>, options: ResumeOptions): AsyncGenerator<LogLine> {
  const position = await options.sink.position(options.source);
  let lastKnown: LogLine | undefined;
  let verified = position === 0;
  for await (const line of lines) {
    if (line.number <= position) {
      lastKnown = line;
      options.onKnown();
    } else {
      if (!verified) await verifyStored(position, lastKnown, options);
      verified = true;
      yield line;
    }
  }
  if (!verified && lastKnown !== undefined) await verifyStored(lastKnown.number, lastKnown, options);
}

async function verifyStored(
  sequence: number,
  line: LogLine | undefined,
  { sink, source, parse, path }: ResumeOptions,
): Promise<void> {
  const stored = await sink.find(source, sequence);
  if (isSameRequest(stored, line?.number === sequence ? parse(line.text) : null)) return;
  throw new IngestError(
    `Another log that begins with the same line as ${path} has been imported: line ${sequence} differs. ` +
      'Give this one a name of its own with --source NAME.',
  );
}

/** Whether the stored event is what the line says; an unreadable line has none. */
function isSameRequest(stored: RequestEvent | null, fields: LogFields | LogProblem | null): boolean {
  if (fields === null || 'problem' in fields) return stored === null;
  return stored !== null && isDeepStrictEqual({ ...stored, ...fields }, stored);
}
