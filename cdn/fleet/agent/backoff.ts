import { setTimeout } from 'node:timers/promises';

export interface BackoffLimits {
  /** Before the first retry, at most. */
  readonly firstMs: number;
  /** Before any retry. */
  readonly maxMs: number;
}

/** Waits ever longer between attempts: half of the time is drawn by lot, so that a fleet doesn't return all at once. */
export class Backoff {
  readonly #limits: BackoffLimits;
  #failures = 0;

  constructor(limits: BackoffLimits) {
    this.#limits = limits;
  }

  /** Rejects with the signal's abort. */
  async wait(signal: AbortSignal): Promise<void> {
    const { firstMs, maxMs } = this.#limits;
    const most = Math.min(maxMs, firstMs * 2 ** this.#failures);
    this.#failures += 1;
    await setTimeout(most / 2 + (Math.random() * most) / 2, undefined, { signal });
  }

  succeed(): void {
    this.#failures = 0;
  }
}
