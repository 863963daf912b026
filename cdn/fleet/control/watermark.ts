import { listWatermarks, writeWatermarks } from '../../database/queries/edge-watermarks.ts';
import type { Database } from '../../database/tables.ts';

export interface WatermarkSettings {
  readonly db: Database;
  /** How long what edges tell may wait until it is written, in milliseconds; so far behind are other processes, and this one after it was killed. */
  readonly writeMs: number;
  /** Gets why it could not be written; it is tried again. */
  readonly report: (cause: unknown) => void;
}

/** How long an event may be on its way from an edge to the store, in milliseconds, if all is well. */
const usualDelayMs = 2000;

/**
 * Up to which moment the events of the whole fleet are stored. Edges tell it of themselves with their events, once a second at least. It is kept in
 * the database, which is always behind and never ahead; what this process has heard since it keeps in memory.
 */
export class Watermark {
  readonly #settings: WatermarkSettings;
  /** What is not in the database yet, by edge. */
  #heard = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(settings: WatermarkSettings) {
    this.#settings = settings;
  }

  /** Every event that the edge recorded before this moment, in milliseconds since 1970 by its clock, is stored. Its last word counts, be it an earlier moment. */
  told(edge: string, until: number): void {
    this.#heard.set(edge, until);
    this.#timer ??= setTimeout(() => void this.#write(), this.#settings.writeMs).unref();
  }

  /**
   * Milliseconds since 1970: every event of a member of the fleet from before is stored. Not in the future. An edge that is away holds it back until it
   * is retired; logs, and what comes over HTTP, may bring events of any time.
   */
  async completeUntil(): Promise<number> {
    const heard = this.#heard;
    const members = await listWatermarks(this.#settings.db);
    const moments = members.map(({ edge, completeUntil }) => heard.get(edge) ?? completeUntil);
    return Math.min(members.length === 0 ? Date.now() - usualDelayMs : Date.now(), ...moments);
  }

  /** Writes what is not written; the database must be open. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#written;
    if (this.#heard.size > 0) await this.#write();
    clearTimeout(this.#timer);
  }

  #write(): Promise<void> {
    this.#timer = undefined;
    return (this.#written = this.#written.then(() => this.#writeHeard()));
  }

  async #writeHeard(): Promise<void> {
    const { db, writeMs, report } = this.#settings;
    const written = new Map(this.#heard);
    try {
      await writeWatermarks(db, Array.from(written, ([edge, completeUntil]) => ({ edge, completeUntil })));
      // Another map: who reads meanwhile holds the one that goes with what was read.
      this.#heard = new Map([...this.#heard].filter(([edge, until]) => written.get(edge) !== until));
    } catch (cause) {
      report(cause);
      this.#timer ??= setTimeout(() => void this.#write(), writeMs).unref();
    }
  }
}
