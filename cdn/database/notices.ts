import { EventEmitter } from 'node:events';
import type { Database } from './tables.ts';

/** What processes tell one another of. `fleet`: there is something new for edges; `progress`: from them; `access`: tokens may do something else, or are nobody's. */
export type Topic = 'fleet' | 'progress' | 'access';

/**
 * Tells the processes that share the store that something was committed; what, they read from the store.
 * With PostgreSQL every process on the database is told, with SQLite this one alone.
 */
export interface Notices {
  /** Has the topic's listeners called once the transaction `db` is committed; never if it is rolled back. */
  publish(db: Database, topic: Topic): Promise<void>;
  /**
   * Calls the listener, which must not throw, soon after each commit of a transaction that published the topic, whichever process it was. Several
   * may be told by one call, and a call may be for nothing: after the connection was lost, there is one when it is back, for what was missed.
   * Subscribe first, then read. Returns what ends it.
   */
  subscribe(topic: Topic, listener: () => void): () => void;
}

/** The listeners of one process. */
export class Subscriptions {
  readonly #emitter = new EventEmitter<Record<Topic, []>>().setMaxListeners(0);

  subscribe(topic: Topic, listener: () => void): () => void {
    // Of its own, so that ending one of two subscriptions of the same listener ends that one.
    const call = () => listener();
    this.#emitter.on(topic, call);
    return () => void this.#emitter.off(topic, call);
  }

  call(topic: Topic): void {
    this.#emitter.emit(topic);
  }

  callAll(): void {
    for (const topic of this.#emitter.eventNames()) this.#emitter.emit(topic);
  }
}
