import { setTimeout } from 'node:timers/promises';
import type { EdgeDriver, EdgeLoad, LoadOutcome } from '../edge-driver.ts';
import type { Acknowledgement } from '../protocol.ts';

export interface LoadsSettings {
  readonly driver: Pick<EdgeDriver, 'load'>;
  /** How many URLs are fetched at once. */
  readonly atOnce: number;
  /** How long one may take, in milliseconds; then it has failed, and the next one begins. */
  readonly patienceMs: number;
  /** Told about each entry once all of its URLs are through. */
  readonly onDone: (acknowledgement: Acknowledgement) => void;
}

/** Fetches URLs into the cache beside everything else, a bounded number at a time, in the order of the entries. */
export class Loads {
  readonly #settings: LoadsSettings;
  /** By the sequence of their entry. */
  readonly #underWay = new Set<number>();
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  constructor(settings: LoadsSettings) {
    this.#settings = settings;
  }

  /** An entry that is under way already isn't begun again. */
  begin(sequence: number, loads: readonly EdgeLoad[]): void {
    if (this.#underWay.has(sequence)) return;
    this.#underWay.add(sequence);
    void this.#finish(sequence, loads.map((load) => this.#queued(load)));
  }

  async #finish(sequence: number, outcomes: readonly Promise<LoadOutcome>[]): Promise<void> {
    const loads = await Promise.all(outcomes);
    this.#underWay.delete(sequence);
    this.#settings.onDone({ sequence, at: Date.now(), objects: 0, remaining: 0, loads, problems: [] });
  }

  #queued(load: EdgeLoad): Promise<LoadOutcome> {
    return new Promise((done) => {
      this.#waiting.push(async () => done(await this.#load(load)));
      if (this.#running < this.#settings.atOnce) void this.#work();
    });
  }

  /** An origin that sends a little for ever must not keep all other loads from their turn. */
  async #load(load: EdgeLoad): Promise<LoadOutcome> {
    const { driver, patienceMs } = this.#settings;
    const late = new AbortController();
    const tooLate = setTimeout(patienceMs, undefined, { signal: late.signal, ref: false }).then(() => {
      throw new Error(`It took longer than ${patienceMs / 1000} seconds.`);
    });
    return Promise.race([driver.load(load), tooLate]).catch(failed).finally(() => late.abort());
  }

  async #work(): Promise<void> {
    this.#running += 1;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next();
    this.#running -= 1;
  }
}

const failed = (error: unknown): LoadOutcome => ({
  status: null,
  bytes: 0,
  stored: false,
  problem: `The edge could not load it: ${error instanceof Error ? error.message : String(error)}`,
});
