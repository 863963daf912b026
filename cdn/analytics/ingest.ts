import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { RequestEvent } from './event.ts';
import { IngestError } from './ingest-error.ts';
import type { IngestTarget } from './ingest-target.ts';
import type { LogFields, LogProblem } from './log/fields.ts';
import type { LogFile } from './log/file.ts';
import { detectFormat, logFormats, type LogFormat } from './log/format.ts';
import type { LogLine } from './log/lines.ts';
import type { EventSink } from './store.ts';

export interface IngestOptions {
  readonly sink: EventSink;
  readonly log: LogFile;
  readonly target: IngestTarget;
  /** Told from the first lines if left out. */
  readonly format?: LogFormat | undefined;
  /** The log's identity; told from the target and the first line if left out. */
  readonly source?: string | undefined;
  /** Called after each batch, and at the end. */
  readonly onProgress?: ((progress: IngestSummary) => void) | undefined;
  /** Lines between two appends. */
  readonly batchSize?: number | undefined;
}

export interface IngestSummary {
  /** Lines that record a request. */
  readonly lines: number;
  /** Of these, stored by this import. */
  readonly imported: number;
  /** Of these, dealt with by earlier imports. */
  readonly known: number;
  /** Of these, not readable. */
  readonly bad: number;
  /** The first of the unreadable lines. */
  readonly problems: readonly LineProblem[];
}

export interface LineProblem extends LogProblem {
  readonly line: number;
}

const shownProblems = 5;

/** Among so many lines one must tell the format. */
const openingLines = 100;

/** A batch is appended once its lines have so many characters, however few they are. */
const batchCharacters = 16 * 1024 * 1024;

/**
 * Imports a log line by line, in constant memory. A line's number is its event's sequence: an import that is repeated,
 * resumed, or finds the log grown, goes on behind the last line stored. An unreadable line is counted, never fatal.
 * @throws IngestError if the lines are in no known format, the file ends in the middle (what was read is stored then),
 * or another log of the same identity has been imported
 */
export async function ingestLog(options: IngestOptions): Promise<IngestSummary> {
  const { sink, log, target, onProgress, batchSize = 10_000 } = options;
  const summary = { lines: 0, imported: 0, known: 0, bad: 0, problems: [] as LineProblem[] };
  const all = log.lines[Symbol.asyncIterator]();
  const opening = await readOpening(all, options);
  const [first] = opening.lines;
  if (first === undefined) return summary;
  const source = sourceOf(target, options.source ?? first.text);
  const parse = logFormats[opening.format];
  const position = await sink.position(source);

  let lastKnown: LogLine | undefined;
  let isSameLog = false;
  let batch: RequestEvent[] = [];
  let characters = 0;
  const append = async (): Promise<void> => {
    await sink.append(batch);
    summary.imported += batch.length;
    batch = [];
    characters = 0;
  };
  const checkSameLog = async (sequence: number): Promise<void> => {
    const stored = await sink.find(source, sequence);
    const fields = lastKnown?.number === sequence ? parse(lastKnown.text) : null;
    if (!isSameRequest(stored, fields)) throw otherLog(log.path, sequence);
    isSameLog = true;
  };

  try {
    for await (const line of chain(opening.lines, all)) {
      summary.lines += 1;
      if (line.number <= position) {
        summary.known += 1;
        lastKnown = line;
      } else {
        if (position > 0 && !isSameLog) await checkSameLog(position);
        const fields = parse(line.text);
        if ('problem' in fields) {
          summary.bad += 1;
          if (summary.problems.length < shownProblems) summary.problems.push({ line: line.number, problem: fields.problem });
        } else {
          batch.push(eventOf(fields, target, source, line.number));
          characters += line.text.length;
        }
      }
      if (summary.lines % batchSize === 0 || characters >= batchCharacters) {
        await append();
        onProgress?.(summary);
      }
    }
    // The file is shorter than what was imported: its last line must be among it.
    if (lastKnown !== undefined && !isSameLog) await checkSameLog(lastKnown.number);
  } catch (error) {
    if (error instanceof IngestError) await append();
    throw error;
  }
  await append();
  onProgress?.(summary);
  return summary;
}

/** Reads until a line tells the format. */
async function readOpening(
  lines: AsyncIterator<LogLine>,
  { format, log }: IngestOptions,
): Promise<{ lines: readonly LogLine[]; format: LogFormat }> {
  const read: LogLine[] = [];
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    read.push(next.value);
    const detected = format ?? detectFormat(next.value.text);
    if (detected !== undefined) return { lines: read, format: detected };
    if (read.length === openingLines) break;
  }
  if (read.length === 0) return { lines: read, format: format ?? 'combined' };
  throw new IngestError(
    `${log.path} is neither in Combined Log Format nor in the CDN's raw format; --format combined or --format raw imports what can be read of it.`,
  );
}

async function* chain<Item>(first: Iterable<Item>, second: AsyncIterator<Item>): AsyncGenerator<Item> {
  yield* first;
  yield* { [Symbol.asyncIterator]: () => second };
}

/** The same for a log and its gzipped copy, and for a log that has grown. */
function sourceOf({ accountNumber, mediaTypeId, cname }: IngestTarget, name: string): string {
  const identity = JSON.stringify([accountNumber, mediaTypeId, cname?.name ?? null, name]);
  return `log:${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}

function eventOf(fields: LogFields, { accountNumber, mediaTypeId, cname }: IngestTarget, source: string, sequence: number): RequestEvent {
  const place = { cnameId: cname?.id ?? 0, originId: cname?.originId ?? 0, pop: '', regionId: -1 };
  return { source, sequence, accountNumber, mediaTypeId, ...place, ...fields };
}

/** Whether the stored event is what the line says; neither may be there. */
function isSameRequest(stored: RequestEvent | null, fields: LogFields | LogProblem | null): boolean {
  if (fields === null || 'problem' in fields) return stored === null;
  return stored !== null && isDeepStrictEqual({ ...stored, ...fields }, stored);
}

const otherLog = (path: string, line: number): IngestError =>
  new IngestError(
    `Another log that begins with the same line as ${path} has been imported: line ${line} differs. Give this one a name of its own with --source NAME.`,
  );
