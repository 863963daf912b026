import type { RequestEvent } from './event.ts';
import { IngestError } from './ingest-error.ts';
import { logSource, newLines } from './ingest-resume.ts';
import { type IngestTarget, placeOf } from './ingest-target.ts';
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
  const { lines, first, format } = await readOpening(log, options.format);
  if (first === undefined) return summary;
  const source = logSource(target, options.source ?? first.text);
  const parse = logFormats[format];

  let batch: RequestEvent[] = [];
  let characters = 0;
  const append = async (): Promise<void> => {
    if (batch.length > 0) await sink.append(batch);
    summary.imported += batch.length;
    batch = [];
    characters = 0;
  };
  const countLine = (): void => {
    summary.lines += 1;
    if (summary.lines % batchSize === 0) onProgress?.(summary);
  };
  const onKnown = (): void => {
    summary.known += 1;
    countLine();
  };

  try {
    for await (const line of newLines(lines, { sink, source, parse, path: log.path, onKnown })) {
      const fields = parse(line.text);
      if ('problem' in fields) {
        summary.bad += 1;
        if (summary.problems.length < shownProblems) summary.problems.push({ line: line.number, problem: fields.problem });
      } else {
        batch.push(eventOf(fields, target, source, line.number));
        characters += line.text.length;
      }
      if (batch.length >= batchSize || characters >= batchCharacters) await append();
      countLine();
    }
  } catch (error) {
    if (error instanceof IngestError) await append();
    throw error;
  }
  await append();
  onProgress?.(summary);
  return summary;
}

interface Opening {
  /** All of the log's, the ones read ahead too. */
  readonly lines: AsyncIterable<LogLine>;
  /** Undefined if the log has no lines. */
  readonly first: LogLine | undefined;
  readonly format: LogFormat;
}

/** Reads ahead to the first line that tells the format. */
async function readOpening({ lines, path }: LogFile, given: LogFormat | undefined): Promise<Opening> {
  const all = lines[Symbol.asyncIterator]();
  const read: LogLine[] = [];
  let format = given;
  for (let next = await all.next(); next.done !== true; next = await all.next()) {
    read.push(next.value);
    format ??= detectFormat(next.value.text);
    if (format !== undefined || read.length === openingLines) break;
  }
  const [first] = read;
  if (first !== undefined && format === undefined) {
    await all.return?.();
    throw new IngestError(
      `${path} is neither in Combined Log Format nor in the CDN's raw format; ` +
        '--format combined or --format raw imports what can be read of it.',
    );
  }
  return { lines: chain(read, all), first, format: format ?? 'combined' };
}

async function* chain<Item>(first: Iterable<Item>, second: AsyncIterator<Item>): AsyncGenerator<Item> {
  yield* first;
  yield* { [Symbol.asyncIterator]: () => second };
}

const eventOf = (fields: LogFields, target: IngestTarget, source: string, sequence: number): RequestEvent => ({ source, sequence, ...placeOf(target), ...fields });
