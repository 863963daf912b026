import { requestEvent, type RequestEvent } from '../event.ts';
import type { EventSink } from '../store.ts';
import { Batches, type EncodedBatch } from './batches.ts';
import type { Connection } from './connection.ts';
import { Positions } from './positions.ts';

/** Events of one insert: far below what one block takes. */
const batchSize = 50_000;

/** Keeps other processes that append to the same tables from events of these sources while the work is done. */
export type Exclusively = <Result>(sources: readonly string[], work: () => Promise<Result>) => Promise<Result>;

export interface AppenderOptions {
  readonly connection: Connection;
  readonly writer: number;
  /** Null: no other process appends to these tables. */
  readonly exclusively: Exclusively | null;
  /** Told of the events that are new, once they are in every table. */
  readonly onAppended: (events: readonly RequestEvent[]) => void;
}

/**
 * Appends events, each at most once, one batch after the other; the next is encoded meanwhile. What is new is told by the sources'
 * positions: remembered, where this process alone appends, or else asked of the table, under a lock on the sources.
 */
export class Appender implements EventSink {
  readonly #connection: Connection;
  readonly #exclusively: Exclusively | null;
  readonly #onAppended: (events: readonly RequestEvent[]) => void;
  readonly #batches: Batches;
  readonly #positions: Positions;
  /** Positions as they will be once the batches under way are stored. */
  readonly #claimed = new Map<string, number>();
  /** The last append that began; resolves once all its batches are encoded. */
  #turn: Promise<void> = Promise.resolve();
  /** The last batch that is being stored. */
  #storing: Promise<void> = Promise.resolve();
  /** Whether a batch may be stored that is not counted everywhere. */
  #uncertain = true;
  /** How often storing failed. */
  #failures = 0;

  constructor({ connection, writer, exclusively, onAppended }: AppenderOptions) {
    this.#connection = connection;
    this.#exclusively = exclusively;
    this.#onAppended = onAppended;
    this.#batches = new Batches(connection, writer);
    this.#positions = new Positions(connection, { alone: exclusively === null });
  }

  async append(events: readonly RequestEvent[]): Promise<void> {
    const batches: Promise<void>[] = [];
    const turn = this.#turn.then(() => this.#inTurn(events, batches));
    this.#turn = turn.catch(() => {});
    await turn;
    await Promise.all(batches);
  }

  async position(source: string): Promise<number> {
    return (await this.#positions.of([source])).get(source) ?? 0;
  }

  async find(source: string, sequence: number): Promise<RequestEvent | null> {
    const [row] = await this.#connection.query(
      `SELECT * REPLACE (toUnixTimestamp64Milli(time) AS time) FROM events
       WHERE source = {source:String} AND sequence = {sequence:UInt64} LIMIT 1
       SETTINGS output_format_json_quote_64bit_integers = 0`,
      { source, sequence },
    );
    return row === undefined ? null : requestEvent.parse(row);
  }

  /** Does the work while no append is under way, and everything that is stored is counted. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(async () => {
      await this.#settled();
      return work();
    });
    this.#turn = Promise.allSettled([turn]).then(() => undefined);
    return turn;
  }

  async #inTurn(events: readonly RequestEvent[], batches: Promise<void>[]): Promise<void> {
    if (this.#exclusively === null) return this.#begin(events, batches);
    const sources = [...new Set(events.map((event) => event.source))].toSorted();
    await this.#exclusively(sources, async () => {
      await this.#begin(events, batches);
      await Promise.all(batches);
    });
  }

  /** Resolves once the last batch is being stored; `batches` are those that the events are in. */
  async #begin(events: readonly RequestEvent[], batches: Promise<void>[]): Promise<void> {
    if (this.#uncertain) await this.#settled();
    const failures = this.#failures;
    const fresh = await this.#newOf(events);
    for (let start = 0; start < fresh.length; start += batchSize) {
      const batch = fresh.slice(start, start + batchSize);
      const encoded = this.#batches.encode(batch);
      const before = this.#storing;
      if (batches.includes(before)) await before;
      else await before.catch(() => {});
      // Then what is new was told by positions that were not reached.
      if (failures !== this.#failures) return this.#begin(events, batches);
      this.#storing = this.#store(batch, encoded);
      // Its append hears of a failure.
      this.#storing.catch(() => {});
      batches.push(this.#storing);
    }
    if (failures !== this.#failures) return this.#begin(events, batches);
    // What is not new may be under way.
    batches.push(this.#storing);
  }

  async #store(events: readonly RequestEvent[], encoded: EncodedBatch): Promise<void> {
    try {
      await this.#batches.store(encoded);
    } catch (error) {
      this.#uncertain = true;
      this.#failures += 1;
      this.#claimed.clear();
      this.#positions.forget();
      throw error;
    }
    for (const { source, sequence } of events) {
      this.#positions.stored(source, sequence);
      if (this.#claimed.get(source) === sequence) this.#claimed.delete(source);
    }
    this.#onAppended(events);
  }

  async #settled(): Promise<void> {
    await this.#storing.catch(() => {});
    if (!this.#uncertain) return;
    await this.#batches.complete();
    this.#storing = Promise.resolve();
    this.#uncertain = false;
  }

  /** The events beyond their source's position, each once, in ascending sequence. */
  async #newOf(events: readonly RequestEvent[]): Promise<RequestEvent[]> {
    const last = new Map(await this.#positions.of(new Set(events.map((event) => event.source))));
    for (const source of last.keys()) last.set(source, this.#claimed.get(source) ?? last.get(source) ?? 0);
    const fresh = inOrder(events).filter(({ source, sequence }) => {
      if (sequence <= (last.get(source) ?? 0)) return false;
      last.set(source, sequence);
      return true;
    });
    for (const { source, sequence } of fresh) this.#claimed.set(source, sequence);
    // What another process stored it may not have counted.
    if (this.#exclusively !== null && fresh.length < events.length) await this.#batches.complete();
    return fresh;
  }
}

const inOrder = (events: readonly RequestEvent[]): readonly RequestEvent[] =>
  events.every(({ sequence }, index) => index === 0 || sequence >= (events[index - 1]?.sequence ?? 0))
    ? events
    : events.toSorted((one, other) => one.sequence - other.sequence);
