/** Collects items and writes them together a moment later, off the path of whoever adds them. Failed writes are reported and dropped. */
export class Batch<Item> {
  readonly #write: (items: readonly Item[]) => Promise<void>;
  readonly #report: (cause: unknown) => void;
  #items: Item[] = [];
  #timer: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(write: (items: readonly Item[]) => Promise<void>, report: (cause: unknown) => void) {
    this.#write = write;
    this.#report = report;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#timer ??= setTimeout(() => void this.flush(), 1000).unref();
  }

  /** Resolves once everything added until now is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const items = this.#items;
    if (items.length > 0) {
      this.#items = [];
      this.#written = this.#written.then(() => this.#write(items)).catch(this.#report);
    }
    return this.#written;
  }
}
