import { tooManySubscriptions } from '@edgegraph/schema/errors.ts';
import { Refusal } from './refusal.ts';

/** Counts each token's subscriptions, so that none has more open than it may. */
export class OpenSubscriptions {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts one until the signal is aborted. Throws a Refusal if the token has as many as it may. */
  count(token: string, over: AbortSignal): void {
    const open = this.#open.get(token) ?? 0;
    if (open >= this.#most) throw new Refusal(429, [tooManySubscriptions(this.#most)]);
    this.#open.set(token, open + 1);
    over.addEventListener('abort', () => this.#release(token), { once: true });
  }

  #release(token: string): void {
    const left = (this.#open.get(token) ?? 0) - 1;
    if (left > 0) this.#open.set(token, left);
    else this.#open.delete(token);
  }
}
