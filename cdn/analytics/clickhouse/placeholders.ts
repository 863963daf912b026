import type { Parameters } from './connection.ts';

/** Collects the values of a statement; what goes into its text are their placeholders alone. */
export class Placeholders {
  readonly #values: Record<string, Parameters[string]> = {};
  #count = 0;

  /** The placeholder of a value of ClickHouse's `type`. */
  of(type: string, value: Parameters[string]): string {
    this.#count += 1;
    this.#values[`p${this.#count}`] = value;
    return `{p${this.#count}:${type}}`;
  }

  get values(): Parameters {
    return this.#values;
  }
}
