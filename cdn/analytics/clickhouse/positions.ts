import { LRUCache } from 'lru-cache';
import type { Connection } from './connection.ts';

/** Sources whose positions are remembered; of others the table is asked. */
const remembered = 10_000;

/** The highest sequence stored of each source. Where other processes append too, only the table knows it. */
export class Positions {
  readonly #connection: Connection;
  readonly #alone: boolean;
  readonly #stored = new LRUCache<string, number>({ max: remembered });

  constructor(connection: Connection, { alone }: { readonly alone: boolean }) {
    this.#connection = connection;
    this.#alone = alone;
  }

  /** 0 for a source without events. */
  async of(sources: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const positions = new Map<string, number>();
    for (const source of sources) positions.set(source, this.#stored.get(source) ?? -1);
    const unknown = [...positions].flatMap(([source, position]) => (position < 0 ? [source] : []));
    if (unknown.length === 0) return positions;
    const rows = await this.#connection.query(
      'SELECT source, max(sequence) AS position FROM events WHERE has({unknown:Array(String)}, source) GROUP BY source',
      { unknown },
    );
    for (const source of unknown) positions.set(source, 0);
    for (const row of rows) positions.set(String(row.source), Number(row.position));
    return positions;
  }

  /** That this process has stored the source's events up to there. */
  stored(source: string, sequence: number): void {
    if (this.#alone) this.#stored.set(source, sequence);
  }

  /** Asks the table anew. */
  forget(): void {
    this.#stored.clear();
  }
}
