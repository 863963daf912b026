import { namedBy } from './labels.ts';
import type { Purge, PurgeRule, PurgeRules } from './purge-rules.ts';
import type { ResponseStore } from './store.ts';
import type { StoredResponse } from './stored-response.ts';

/** A purge that is in force. */
export interface PurgeReceipt {
  /** Numbers the purges of this edge, upward from 1. */
  readonly sequence: number;
  /**
   * How many objects it met, once every stored one has been looked at; what was evicted or met another purge before isn't
   * counted.
   */
  readonly objects: Promise<number>;
  /** The proof, counted after that: how many objects that it names and that are older are still served as they were. 0. */
  readonly remaining: Promise<number>;
}

interface Outcome {
  readonly objects: number;
  readonly remaining: number;
}

/** Puts purges in force at once, and lets them meet what is stored in the background. */
export class Purger {
  readonly #store: ResponseStore;
  readonly #rules: PurgeRules;
  /** Met everything stored, but needed by requests under way. */
  #swept: PurgeRule[] = [];
  #waiting: { rule: PurgeRule; done: (outcome: Outcome) => void }[] = [];
  #sweeping = false;

  constructor(store: ResponseStore, rules: PurgeRules) {
    this.#store = store;
    this.#rules = rules;
  }

  purge(purge: Purge): PurgeReceipt {
    const rule = this.#rules.add(purge);
    const { site, target } = purge;
    const outcome = target.kind === 'url' ? Promise.resolve(this.#atOnce(rule, site, target.url)) : this.#afterSweep(rule);
    return {
      sequence: rule.sequence,
      objects: outcome.then(({ objects }) => objects),
      remaining: outcome.then(({ remaining }) => remaining),
    };
  }

  /** Removes what the site stored under another URL than it would now. */
  async purgeMisplaced(site: string, storedUnder: (askedUrl: string) => string): Promise<void> {
    await this.#afterSweep(this.#rules.addMisplaced(site, storedUnder));
  }

  /** Removes everything, of every site. */
  clear(): void {
    const rule = this.#rules.addEverything();
    this.#store.clear();
    this.#forget([rule]);
  }

  /** How many objects the purges would meet now. */
  count(purges: readonly Pick<Purge, 'site' | 'target'>[]): number {
    const met = new Set<StoredResponse>();
    const others = purges.flatMap(({ site, target }) => {
      if (target.kind !== 'url') return [namedBy(site, target)];
      this.#store.checkUrl(site, target.url);
      for (const stored of this.#store.storedOf(site, target.url)) met.add(stored);
      return [];
    });
    if (others.length > 0) for (const stored of this.#store.all()) if (others.some((named) => named(stored))) met.add(stored);
    return met.size;
  }

  #atOnce(rule: PurgeRule, site: string, url: string): Outcome {
    this.#store.checkUrl(site, url);
    this.#forget([rule]);
    return { objects: rule.objects, remaining: this.#store.storedOf(site, url).filter((stored) => remains(stored, rule)).length };
  }

  #afterSweep(rule: PurgeRule): Promise<Outcome> {
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
      const remaining = sweep.map(() => 0);
      await this.#store.visit((stored) => {
        for (const [index, { rule }] of sweep.entries()) if (remains(stored, rule)) remaining[index] = (remaining[index] ?? 0) + 1;
      });
      for (const [index, { rule, done }] of sweep.entries()) done({ objects: rule.objects, remaining: remaining[index] ?? 0 });
      this.#forget(sweep.map(({ rule }) => rule));
    }
    this.#sweeping = false;
  }

  #forget(rules: readonly PurgeRule[]): void {
    this.#swept = this.#rules.forget([...this.#swept, ...rules]);
  }
}

/** Judged by what is stored alone, not by what the rules remember of it. */
const remains = (stored: StoredResponse, rule: PurgeRule): boolean =>
  stored.departure < rule.sequence && rule.names(stored) && (rule.mode === 'hard' || stored.staleAt >= rule.time);
