import type { LiveQuery, LiveSeries, LiveStatistics } from './figures.ts';
import { type NewestSecondSources, longestDelayMs, newestSecond } from './newest-second.ts';
import type { LiveSource } from './reading.ts';
import { LiveWindow } from './window.ts';

export interface StoredLiveSources {
  readonly completeUntil: NewestSecondSources['completeUntil'];
  /** Shared with other processes. */
  readonly source: LiveSource;
  /** Told once when the store fails, until it answers again. */
  readonly report: (cause: unknown) => void;
}

/** Milliseconds. */
const second = 1000;

/**
 * Live figures of a store that several processes write to: read from it once a second, so that each process tells the same of the same second, whichever
 * of them was told of the events.
 */
export class StoredLive implements LiveStatistics {
  readonly #sources: StoredLiveSources;
  readonly #window = new LiveWindow();
  readonly #newestSecond: () => Promise<number>;
  #newest = 0;
  #mark = 0;
  #reading: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;
  #isClosed = false;

  constructor(sources: StoredLiveSources) {
    this.#sources = sources;
    this.#newestSecond = newestSecond({ ...sources, now: Date.now });
    this.#reading = this.#readAgain();
  }

  /** Rejects while the store has not answered for so long that nothing is known of what goes on. */
  async read({ seconds, ...query }: LiveQuery): Promise<readonly LiveSeries[]> {
    if (this.#newest === 0) await this.#reading;
    if (this.#newest * second < Date.now() - 2 * longestDelayMs) throw new Error('The analytics store does not tell live figures; see its failure above.');
    return this.#window.read(query, this.#newest - seconds + 1, this.#newest);
  }

  /** The store must be open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#reading;
  }

  /** In the middle of each second of the clock: it is there when those who watch are told, at its end. */
  async #readAgain(): Promise<void> {
    await this.#take();
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void (this.#reading = this.#readAgain()), second - ((Date.now() + second / 2) % second));
  }

  async #take(): Promise<void> {
    try {
      // Before the store is asked: what edges have told until then is in its answer.
      const newest = await this.#newestSecond();
      const { seconds, counted, mark } = await this.#sources.source.liveSeconds(this.#mark);
      for (const each of seconds) this.#window.forget(each);
      for (const each of counted) this.#window.record(each);
      [this.#newest, this.#mark, this.#isFailing] = [newest, mark, false];
    } catch (error) {
      if (!this.#isFailing) this.#sources.report(error);
      this.#isFailing = true;
    }
  }
}
