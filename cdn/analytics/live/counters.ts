import type { RequestEvent } from '../event.ts';
import type { LiveSeries, LiveQuery, LiveStatistics } from './figures.ts';
import { type NewestSecondSources, newestSecond } from './newest-second.ts';
import { LiveWindow } from './window.ts';

/** Live figures of the events that this process is told of. */
export class LiveCounters implements LiveStatistics {
  readonly #window: LiveWindow;
  readonly #newest: () => Promise<number>;

  constructor({ now = Date.now, ...sources }: Pick<NewestSecondSources, 'completeUntil'> & Partial<NewestSecondSources>) {
    this.#window = new LiveWindow({ now });
    this.#newest = newestSecond({ ...sources, now });
  }

  record(events: readonly RequestEvent[]): void {
    for (const event of events) this.#window.record({ ...event, requests: 1 });
  }

  async read({ seconds, ...query }: LiveQuery): Promise<readonly LiveSeries[]> {
    const newest = await this.#newest();
    return this.#window.read(query, newest - seconds + 1, newest);
  }
}
