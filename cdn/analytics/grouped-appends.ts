import type { RequestEvent } from './event.ts';
import type { EventSink } from './store.ts';

export interface GroupSettings {
  /** How long after one append the next begins, in milliseconds, unless there is much to append. */
  readonly pauseMs: number;
  /** So many events are much. */
  readonly enough: number;
  /** Events of one append at most, but for what comes at once. */
  readonly most: number;
}

/** An append costs the store as much as ten thousand events. */
const usual: GroupSettings = { pauseMs: 500, enough: 10_000, most: 50_000 };

interface Waiting {
  readonly events: readonly RequestEvent[];
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Appends together what comes of several sources while one append is under way, or shortly after it. A source appends its events one append after the
 * other, so that it is in a group once. Where a group can't be stored, each of its appends rejects.
 */
export class GroupedAppends implements Pick<EventSink, 'append'> {
  readonly #sink: Pick<EventSink, 'append'>;
  readonly #settings: GroupSettings;
  #waiting: Waiting[] = [];
  #count = 0;
  #appending = false;
  #begunAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(sink: Pick<EventSink, 'append'>, settings: GroupSettings = usual) {
    this.#sink = sink;
    this.#settings = settings;
  }

  append(events: readonly RequestEvent[]): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ events, done });
    this.#count += events.length;
    this.#next();
    return done.promise;
  }

  #next(): void {
    clearTimeout(this.#timer);
    if (this.#appending || this.#waiting.length === 0) return;
    const pause = this.#begunAt + this.#settings.pauseMs - performance.now();
    if (pause > 0 && this.#count < this.#settings.enough) this.#timer = setTimeout(() => this.#next(), Math.ceil(pause));
    else void this.#appendGroup();
  }

  async #appendGroup(): Promise<void> {
    const group = this.#takeGroup();
    this.#appending = true;
    this.#begunAt = performance.now();
    const events = group.length === 1 ? (group[0]?.events ?? []) : group.flatMap((each) => each.events);
    try {
      await this.#sink.append(events);
      for (const { done } of group) done.resolve();
    } catch (error) {
      for (const { done } of group) done.reject(error);
    }
    this.#appending = false;
    this.#next();
  }

  /** The first of those that wait, as many as fit. */
  #takeGroup(): Waiting[] {
    let count = 0;
    const end = this.#waiting.findIndex(({ events }, index) => (count += events.length) > this.#settings.most && index > 0);
    const group = end === -1 ? this.#waiting : this.#waiting.slice(0, end);
    this.#waiting = this.#waiting.slice(group.length);
    this.#count -= group.reduce((sum, { events }) => sum + events.length, 0);
    return group;
  }
}
