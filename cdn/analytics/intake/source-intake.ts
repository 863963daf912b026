import type { RequestEvent } from '../event.ts';
import type { EventSink } from '../store.ts';
import type { ReadLine } from './batch-reader.ts';
import { linesOf } from './lines.ts';

/** How far a source's lines have been dealt with, refused ones too; kept durably. */
export interface SourcePositions {
  /** 0 if nothing has come of the source. */
  find(source: string): Promise<number>;
  record(source: string, position: number): Promise<void>;
}

export interface LineBatch {
  readonly source: string;
  /** The number of its first line. */
  readonly first: number;
  readonly read: ReadLine;
  readonly body: AsyncIterable<Buffer>;
}

/** What became of a batch's lines; those that record no request are in no count. */
export interface BatchOutcome {
  /** Lines whose events were stored by this batch. */
  stored: number;
  /** Lines that had been dealt with before. */
  known: number;
  /** Lines that can't be taken. */
  refused: number;
  /** The number of the last line that has been dealt with; the next batch begins behind it. */
  position: number;
  /** Of the lines refused, the first ones. */
  readonly problems: { readonly line: number; readonly problem: string }[];
}

/** A batch can't be taken now, or not as it is; nothing of it was stored. */
export class BatchRefused extends Error {
  readonly reason: 'busy' | 'gap';
  /** Of the source; null if it was not looked for. */
  readonly position: number | null;

  constructor(reason: 'busy' | 'gap', message: string, position: number | null = null) {
    super(message);
    this.reason = reason;
    this.position = position;
  }
}

/** The body of a batch ended early; what had been read of it is dealt with, as the outcome says. */
export class BatchCutOff extends Error {
  readonly outcome: BatchOutcome;

  constructor(outcome: BatchOutcome, cause: unknown) {
    super('The body ended early.', { cause });
    this.outcome = outcome;
  }
}

const shownProblems = 10;
/** Batches that are taken at once. Each holds two appends in memory: one under way and one being read. */
const batchesAtOnce = 4;
/** An append has so many events at most, and its lines so many characters. */
const appendSize = 20_000;
const appendCharacters = 6 * 1024 * 1024;

/**
 * Takes numbered lines to the store. A line's number within its source is its event's identity, so that a batch that is sent again counts once.
 * Reads no faster than the store stores.
 */
export class SourceIntake {
  readonly #sink: Pick<EventSink, 'append' | 'position'>;
  readonly #positions: SourcePositions;
  readonly #taking = new Set<string>();

  constructor(sink: Pick<EventSink, 'append' | 'position'>, positions: SourcePositions) {
    this.#sink = sink;
    this.#positions = positions;
  }

  /** The number of the last line that has been dealt with; 0 if nothing has come of the source. */
  async position(source: string): Promise<number> {
    // A process that was killed has stored events without recording so.
    return Math.max(await this.#positions.find(source), await this.#sink.position(eventSource(source)));
  }

  /**
   * Once resolved, all of it is stored. @throws BatchRefused before the body is read; BatchCutOff if that fails; else the store's failure: send it again.
   */
  async take(batch: LineBatch): Promise<BatchOutcome> {
    const { source, first } = batch;
    if (this.#taking.has(source)) throw new BatchRefused('busy', `Another batch of ${source} is being taken; send its batches one after the other.`);
    if (this.#taking.size >= batchesAtOnce) throw new BatchRefused('busy', 'Too many batches are being taken; send this one again in a second.');
    this.#taking.add(source);
    try {
      const position = await this.position(source);
      if (first > position + 1) {
        throw new BatchRefused('gap', `Line ${position + 1} of ${source} is next, so that lines ${position + 1} to ${first - 1} would be lost. Begin there.`, position);
      }
      return await this.#read(batch, position);
    } finally {
      this.#taking.delete(source);
    }
  }

  async #read({ source, first, read, body }: LineBatch, position: number): Promise<BatchOutcome> {
    const outcome: BatchOutcome = { stored: 0, known: 0, refused: 0, position, problems: [] };
    const appends = new Appends(this.#sink);
    let cut: { cause: unknown } | null = null;
    let number = first - 1;
    try {
      for await (const lines of cuttable(linesOf(body), (cause) => (cut = { cause }))) {
        for (const line of lines) {
          number += 1;
          if (number <= position) {
            outcome.known += 1;
            continue;
          }
          const reading = read(line, number);
          // Most are read at once; waiting for those too would cost more than reading them.
          const recorded = reading instanceof Promise ? await reading : reading;
          if (recorded === null) continue;
          if ('problem' in recorded) {
            outcome.refused += 1;
            if (outcome.problems.length < shownProblems) outcome.problems.push({ line: number, problem: recorded.problem });
          } else if (appends.add(recorded, line.length)) await appends.next();
        }
      }
    } finally {
      outcome.stored = await appends.finish();
    }
    outcome.position = Math.max(position, number);
    if (outcome.position > position) await this.#positions.record(source, outcome.position);
    if (cut) throw new BatchCutOff(outcome, (cut as { cause: unknown }).cause);
    return outcome;
  }
}

/** What its events have as their source: neither an edge's nor an imported log's. */
export const eventSource = (source: string): string => `http:${source}`;

/** Ends where the lines end with an error, and tells that. */
async function* cuttable<Item>(items: AsyncIterable<Item>, onCut: (cause: unknown) => void): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (cause) {
    onCut(cause);
  }
}

/** Appends one after the other, while the next is being filled. */
class Appends {
  readonly #sink: Pick<EventSink, 'append'>;
  #events: RequestEvent[] = [];
  #characters = 0;
  #stored = 0;
  #underWay: Promise<void> = Promise.resolve();

  constructor(sink: Pick<EventSink, 'append'>) {
    this.#sink = sink;
  }

  /** Whether it is time for the next append. */
  add(event: RequestEvent, characters: number): boolean {
    this.#events.push(event);
    this.#characters += characters;
    return this.#events.length >= appendSize || this.#characters >= appendCharacters;
  }

  /** Resolves once the one before is stored, and this one begun. */
  async next(): Promise<void> {
    await this.#underWay;
    const events = this.#events;
    [this.#events, this.#characters] = [[], 0];
    this.#underWay = this.#sink.append(events).then(() => void (this.#stored += events.length));
    // Its failure is told by who waits for it next.
    this.#underWay.catch(() => undefined);
  }

  /** Resolves to how many events were stored. */
  async finish(): Promise<number> {
    if (this.#events.length > 0) await this.next();
    await this.#underWay;
    return this.#stored;
  }
}
