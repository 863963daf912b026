import type { Denial } from '@edgegraph/permissions/denial.ts';
import { appendAccessEvents, type NewAccessEvent } from '../database/queries/access-events.ts';
import type { Database } from '../database/tables.ts';
import { actorOf } from './actor.ts';
import { Batch } from './batch.ts';

/** How many denials alike, of one token at one place, are told one by one within a minute. */
const toldEachMinute = 5;

/**
 * Records denials in the access log, off the request's path: up to a second's are lost when the process is killed.
 * A client that hammers gets `toldEachMinute` events a minute at each place, and one more that counts the rest.
 */
export class DenialLog {
  readonly #batch: Batch<NewAccessEvent>;
  readonly #thisMinute = new Map<string, { told: number; leftOut: number; readonly event: NewAccessEvent }>();
  #minute: NodeJS.Timeout | undefined;

  constructor(db: Database, report: (cause: unknown) => void) {
    this.#batch = new Batch((events) => appendAccessEvents(db, events), report);
  }

  record({ viewer, where, reason }: Denial): void {
    const detail = where === null ? reason : `${where}: ${reason}`;
    const key = `${viewer.userId} ${viewer.token?.id} ${detail}`;
    const alike = this.#thisMinute.get(key) ?? { told: 0, leftOut: 0, event: { ...actorOf(viewer), kind: 'DENIED', detail } };
    this.#thisMinute.set(key, alike);
    this.#minute ??= setTimeout(() => this.#endMinute(), 60_000).unref();
    if (alike.told < toldEachMinute) {
      alike.told += 1;
      this.#batch.add(alike.event);
    } else {
      alike.leftOut += 1;
    }
  }

  /** Resolves once the denials told one by one are written. */
  flush(): Promise<void> {
    return this.#batch.flush();
  }

  /** Writes everything, the counts too. */
  close(): Promise<void> {
    this.#endMinute();
    return this.flush();
  }

  #endMinute(): void {
    clearTimeout(this.#minute);
    this.#minute = undefined;
    for (const { leftOut, event } of this.#thisMinute.values()) {
      if (leftOut > 0) this.#batch.add({ ...event, count: leftOut });
    }
    this.#thisMinute.clear();
  }
}
