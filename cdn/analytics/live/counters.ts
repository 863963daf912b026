import type { RequestEvent } from '../event.ts';
import type { LiveSeries, LiveQuery, LiveStatistics } from './figures.ts';
import { type NewestSecondSources, newestSecond } from './newest-second.ts';
import type { LiveSource } from './reading.ts';
import { LiveWindow } from './window.ts';

/** Live figures of the events that this process is told of. */
export class LiveCounters implements LiveStatistics {
  readonly #window: LiveWindow;
  readonly #newest: () => Promise<number>;

  constructor({ now = Date.now, ...sources }: Pick<NewestSecondSources, 'completeUntil'> & Partial<NewestSecondSources>) {
    this.#window = new LiveWindow({ now });
    this.#newest = newestSecond({ ...sources, now });
  }

  /** Counts what a store has kept of the last ten minutes; before anything else is recorded. */
  async restore(source: LiveSource): Promise<void> {
    for (const counted of (await source.liveSeconds(0)).counted) this.#window.record(counted);
  }

  record(events: readonly RequestEvent[]): void {
    for (const event of events) this.#window.record({ ...event, requests: 1 });
  }

  async read({ seconds, ...query }: LiveQuery): Promise<readonly LiveSeries[]> {
    const newest = await this.#newest();
    return this.#window.read(query, newest - seconds + 1, newest);
  }
}
