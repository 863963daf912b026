import { requestEvent, type RequestEvent } from '../event.ts';
import type { EventSink } from '../store.ts';
import { userAgentFamily } from '../user-agent.ts';
import type { Connection } from './connection.ts';
import { allRollUps, countEvents } from './rollups.ts';

/** Events of one insert: far below ClickHouse's block size (1,048,449 rows), so that an insert is one block and one part. */
const insertSize = 50_000;

const serialized = (event: RequestEvent, batch: number): string =>
  JSON.stringify({ ...event, time: new Date(event.time).toISOString(), userAgentFamily: userAgentFamily(event.userAgent), batch });

/** One block, hence one part of each table. */
const asOneBlock =
  'SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 1048449, min_insert_block_size_rows = 1048449, min_insert_block_size_bytes = 0';

/** Appends events one insert after the other, each at most once; tells `onAppended` those that are new. */
export class Appender implements EventSink {
  readonly #connection: Connection;
  readonly #onAppended: (events: readonly RequestEvent[]) => void;
  /** The stored positions of the sources seen since the last failure. */
  readonly #positions = new Map<string, number>();
  /** The last one's number. */
  #batch = 0;
  #lastAppend: Promise<void> = Promise.resolve();

  constructor(connection: Connection, onAppended: (events: readonly RequestEvent[]) => void) {
    this.#connection = connection;
    this.#onAppended = onAppended;
  }

  append(events: readonly RequestEvent[]): Promise<void> {
    const append = this.#lastAppend.then(() => this.#insertNew(events));
    this.#lastAppend = append.catch(() => {});
    return append;
  }

  async position(source: string): Promise<number> {
    const known = this.#positions.get(source);
    if (known !== undefined) return known;
    const [row] = await this.#connection.query('SELECT max(sequence) AS position FROM events WHERE source = {source:String}', {
      source,
    });
    return Number(row?.position);
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

  /** Resolves once no append is under way. */
  idle(): Promise<void> {
    return this.#lastAppend;
  }

  async #insertNew(events: readonly RequestEvent[]): Promise<void> {
    const fresh = await this.#newOf(events);
    for (let start = 0; start < fresh.length; start += insertSize) {
      const batch = fresh.slice(start, start + insertSize);
      this.#batch = Math.max(this.#batch + 1, Date.now() * 1000);
      try {
        await this.#connection.insert('events', batch.map((event) => serialized(event, this.#batch)).join('\n'));
        await this.#connection.command(`${countEvents('batch = {batch:UInt64}', allRollUps)} ${asOneBlock}`, { batch: this.#batch });
      } catch (error) {
        // Whether the rows were stored is unknown: the next append asks the table.
        this.#positions.clear();
        throw error;
      }
      for (const { source, sequence } of batch) this.#positions.set(source, sequence);
      this.#onAppended(batch);
    }
  }

  /** The events beyond their source's position, each once, in ascending sequence. */
  async #newOf(events: readonly RequestEvent[]): Promise<RequestEvent[]> {
    for (const source of new Set(events.map((event) => event.source))) this.#positions.set(source, await this.position(source));
    const last = new Map(this.#positions);
    return events
      .toSorted((one, other) => one.sequence - other.sequence)
      .filter(({ source, sequence }) => {
        if (sequence <= (last.get(source) ?? 0)) return false;
        last.set(source, sequence);
        return true;
      });
  }
}
