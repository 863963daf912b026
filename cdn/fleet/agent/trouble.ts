/** Tells of what goes wrong once, not at every attempt, and of its end. */
export class Trouble {
  readonly #report: (message: string) => void;
  #current: string | null = null;

  constructor(report: (message: string) => void) {
    this.#report = report;
  }

  /** `meanwhile`: what follows from it, as a sentence. */
  failed(error: unknown, meanwhile: string): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.#current) this.#report(`${message} ${meanwhile}`);
    this.#current = message;
  }

  ended(message: string): void {
    if (this.#current !== null) this.#report(message);
    this.#current = null;
  }
}
