/** Waits for calls that may come while nobody waits; they are not missed. */
export class Waiter implements Disposable {
  readonly #until: number;
  readonly #signal: AbortSignal;
  readonly #unsubscribe: () => void;
  #called = false;
  #wake: () => void = () => {};

  /** Waits for at most `waitMs` in all, and until the signal is aborted. */
  constructor(subscribe: (listener: () => void) => () => void, waitMs: number, signal: AbortSignal) {
    this.#until = performance.now() + waitMs;
    this.#signal = signal;
    this.#unsubscribe = subscribe(() => {
      this.#called = true;
      this.#wake();
    });
  }

  /** True: it was called since it last said so. False: it is over, also while calls go on. */
  async wait(): Promise<boolean> {
    const left = this.#until - performance.now();
    if (left <= 0) return false;
    if (!this.#called && !this.#signal.aborted) await this.#pause(left);
    const called = this.#called && !this.#signal.aborted;
    this.#called = false;
    return called;
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, ms);
    this.#signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  }
}
