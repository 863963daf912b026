import { labelOf, labelsOf, type PurgeTarget } from './labels.ts';
import type { Purge, PurgeRule, PurgeRules } from './purge-rules.ts';
import type { ResponseStore } from './store.ts';

/** A purge that is in force. */
export interface PurgeReceipt {
  /** Numbers the purges of this edge, upward from 1. */
  readonly sequence: number;
  /**
   * How many objects it met, once every stored one has been looked at; what was evicted or met another purge before isn't
   * counted.
   */
  readonly objects: Promise<number>;
}

/** Puts purges in force at once, and lets them meet what is stored in the background. */
export class Purger {
  readonly #store: ResponseStore;
  readonly #rules: PurgeRules;
  /** Met everything stored, but needed by requests under way. */
  #swept: PurgeRule[] = [];
  #waiting: { rule: PurgeRule; done: (objects: number) => void }[] = [];
  #sweeping = false;

  constructor(store: ResponseStore, rules: PurgeRules) {
    this.#store = store;
    this.#rules = rules;
  }

  purge(purge: Purge): PurgeReceipt {
    const rule = this.#rules.add(purge);
    const { site, target } = purge;
    if (target.kind !== 'url') return { sequence: rule.sequence, objects: this.#afterSweep(rule) };
    this.#store.checkUrl(site, target.url);
    this.#forget([rule]);
    return { sequence: rule.sequence, objects: Promise.resolve(rule.objects) };
  }

  /** How many objects a purge would meet now. */
  count(site: string, target: PurgeTarget): number {
    const label = labelOf(site, target);
    let objects = 0;
    for (const stored of this.#store.all()) if (labelsOf(stored).includes(label)) objects += 1;
    return objects;
  }

  #afterSweep(rule: PurgeRule): Promise<number> {
    return new Promise((done) => {
      this.#waiting.push({ rule, done });
      if (!this.#sweeping) void this.#sweep();
    });
  }

  /** One sweep at a time; what arrives meanwhile shares the next. */
  async #sweep(): Promise<void> {
    this.#sweeping = true;
    while (this.#waiting.length > 0) {
      await new Promise(setImmediate);
      const sweep = this.#waiting.splice(0);
      await this.#store.checkAll();
      for (const { rule, done } of sweep) done(rule.objects);
      this.#forget(sweep.map(({ rule }) => rule));
    }
    this.#sweeping = false;
  }

  #forget(rules: readonly PurgeRule[]): void {
    this.#swept = this.#rules.forget([...this.#swept, ...rules]);
  }
}
