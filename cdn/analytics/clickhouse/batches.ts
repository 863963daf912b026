import type { RequestEvent } from '../event.ts';
import { type Connection, oneBlock } from './connection.ts';
import { EventEncoder } from './encoded-events.ts';
import { countEvents, type RollUp, rollUps } from './rollups.ts';

const rollUpNames = Object.keys(rollUps) as RollUp[]; // the object's own

/** A batch of events, ready to be stored; its bytes are changed when the one after the next is encoded. */
export interface EncodedBatch {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/**
 * Stores batches of events, each once in `events` and once in each roll-up, one batch after the other. A batch is first stored, as one
 * part of `events`, then counted from there, as one part of each roll-up; each part is stored whole or not at all. So what a crash
 * leaves is that the last batch is stored but not counted everywhere, which the roll-ups' own rows tell: they carry its number.
 */
export class Batches {
  readonly #connection: Connection;
  readonly #writer: number;
  // One is stored while the next is encoded.
  readonly #encoders = [new EventEncoder(), new EventEncoder()] as const;
  #encoded = 0;
  /** Of the last batch that was encoded. */
  #number = 0;

  /** @param writer tells the processes apart that write into the same tables; each has a number of its own */
  constructor(connection: Connection, writer: number) {
    this.#connection = connection;
    this.#writer = writer;
  }

  /** At most so many events as one block takes. Numbers ascend with time, whichever process gives them. */
  encode(events: readonly RequestEvent[]): EncodedBatch {
    this.#number = Math.max(this.#number + 1, Date.now() * 1000);
    const encoder = this.#encoders[(this.#encoded += 1) % 2 === 0 ? 0 : 1];
    return { number: this.#number, bytes: encoder.encode(events, { writer: this.#writer, batch: this.#number }) };
  }

  /** Once rejected, whether it was stored is unknown until `complete` has told. */
  async store({ number, bytes }: EncodedBatch): Promise<void> {
    await this.#connection.insert('events', bytes, tokenOf(this.#writer, number));
    await this.#count(this.#writer, number, rollUpNames);
  }

  /** Counts what is stored and not yet counted: what a crash or failure can leave of a writer's last batch. */
  async complete(): Promise<void> {
    await this.#connection.settled(`${this.#writer}-`);
    const stored = await this.#lastBatches('events');
    const behind = new Map<number, RollUp[]>();
    for (const table of rollUpNames) {
      const counted = await this.#lastBatches(table);
      for (const [writer, batch] of stored) {
        if ((counted.get(writer) ?? 0) < batch) behind.set(writer, [...(behind.get(writer) ?? []), table]);
      }
      this.#number = Math.max(this.#number, counted.get(this.#writer) ?? 0);
    }
    this.#number = Math.max(this.#number, stored.get(this.#writer) ?? 0);
    for (const [writer, targets] of behind) await this.#count(writer, stored.get(writer) ?? 0, targets);
  }

  /** By writer. */
  async #lastBatches(table: string): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#connection.query(`SELECT writer, max(batch) AS batch FROM ${table} GROUP BY writer`);
    return new Map(rows.map((row) => [Number(row.writer), Number(row.batch)]));
  }

  #count(writer: number, batch: number, targets: readonly RollUp[]): Promise<void> {
    const bits = targets.reduce((sum, table) => sum + rollUps[table], 0);
    return this.#connection.command(
      countEvents('writer = {writer:UInt32} AND batch = {batch:UInt64}', bits),
      { writer, batch },
      { ...oneBlock, parallel_view_processing: 1, insert_deduplication_token: tokenOf(writer, batch) },
    );
  }
}

const tokenOf = (writer: number, batch: number): string => `${writer}-${batch}`;
