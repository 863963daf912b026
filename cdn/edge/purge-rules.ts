import { everything, type Labelled, labelOf, labelsOf, namedBy, type PurgeTarget } from './labels.ts';
import type { StoredResponse } from './stored-response.ts';

/** `hard` removes objects; `soft` makes them stale, so that they are validated or may serve while the origin fails. */
export type PurgeMode = 'hard' | 'soft';

export interface Purge {
  readonly site: string;
  readonly target: PurgeTarget;
  readonly mode: PurgeMode;
}

/** Labels of rules that are sooner gone through than those of an object. */
const few = 8;

/** A purge in force: it covers whatever left for the origin before it. */
export interface PurgeRule {
  /** Objects that it names carry this label. */
  readonly label: string;
  /** What tells it from others under the label; a later one that says the same replaces it. */
  readonly says: string;
  readonly names: (object: Labelled & Pick<StoredResponse, 'askedUrl'>) => boolean;
  readonly mode: PurgeMode;
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How many objects it has met so far. */
  objects: number;
}

/**
 * Purges as numbered rules under their labels. A response carries the number at which its request left, and looks at the
 * rules only when the number has moved:
 * so a purge of any size is in force at once, also for fills in flight.
 */
export class PurgeRules {
  #sequence = 0;
  readonly #rules = { hard: new Map<string, PurgeRule[]>(), soft: new Map<string, PurgeRule[]>() };
  /** How many requests are under way, by the number at which they left; in ascending order. */
  readonly #underWay = new Map<number, number>();

  add({ site, target, mode }: Purge): PurgeRule {
    const label = labelOf(site, target);
    const says = target.kind === 'pattern' ? target.path : label;
    return this.#enter({ label, says, names: namedBy(site, target), mode });
  }

  /** Of every site. */
  addEverything(): PurgeRule {
    return this.#enter({ label: everything, says: everything, names: () => true, mode: 'hard' });
  }

  /** What the site stored under another URL than it would now. */
  addMisplaced(site: string, storedUnder: (askedUrl: string) => string): PurgeRule {
    return this.#enter({
      label: labelOf(site, { kind: 'site' }),
      // No two say the same: each knows another way to store.
      says: `misplaced ${this.#sequence}`,
      names: (object) => object.site === site && storedUnder(object.askedUrl) !== object.url,
      mode: 'hard',
    });
  }

  get size(): number {
    return [this.#rules.hard, this.#rules.soft].flatMap((rules) => [...rules.values()]).reduce((sum, { length }) => sum + length, 0);
  }

  /** The number for a request that leaves now; to be given back to `arrive`. */
  depart(): number {
    this.#underWay.set(this.#sequence, (this.#underWay.get(this.#sequence) ?? 0) + 1);
    return this.#sequence;
  }

  arrive(departure: number): void {
    const others = (this.#underWay.get(departure) ?? 1) - 1;
    if (others === 0) this.#underWay.delete(departure);
    else this.#underWay.set(departure, others);
  }

  /** False: purged, which its rule counts once. A soft purge moves the response's `staleAt`. */
  admits(stored: StoredResponse): boolean {
    if (stored.checked === this.#sequence || stored.purged) return !stored.purged;
    const hard = this.#met('hard', stored);
    if (hard) {
      hard.objects += 1;
      stored.purged = true;
      return false;
    }
    const soft = this.#met('soft', stored);
    if (soft) {
      soft.objects += 1;
      stored.staleAt = Math.min(stored.staleAt, soft.time - 1);
    }
    stored.checked = this.#sequence;
    return true;
  }

  /**
   * Forgets rules that no stored object can meet any more. Gives those that a request under way, which left before them,
   * still needs.
   */
  forget(rules: readonly PurgeRule[]): PurgeRule[] {
    const [oldest = Number.POSITIVE_INFINITY] = this.#underWay.keys();
    return rules.filter((rule) => {
      if (rule.sequence > oldest) return true;
      this.#drop(rule);
      return false;
    });
  }

  #enter(rule: Omit<PurgeRule, 'sequence' | 'time' | 'objects'>): PurgeRule {
    this.#sequence += 1;
    const entered: PurgeRule = { ...rule, sequence: this.#sequence, time: Date.now(), objects: 0 };
    const rules = this.#rules[rule.mode];
    const others = rules.get(rule.label)?.filter(({ says }) => says !== rule.says) ?? [];
    rules.set(rule.label, [...others, entered]);
    return entered;
  }

  #met(mode: PurgeMode, stored: StoredResponse): PurgeRule | undefined {
    const rules = this.#rules[mode];
    for (const label of rules.size <= few ? rules.keys() : labelsOf(stored)) {
      const met = rules.get(label)?.find((rule) => rule.sequence > stored.checked && rule.names(stored));
      if (met) return met;
    }
    return undefined;
  }

  #drop(rule: PurgeRule): void {
    const rules = this.#rules[rule.mode];
    const others = rules.get(rule.label)?.filter((other) => other !== rule) ?? [];
    if (others.length > 0) rules.set(rule.label, others);
    else rules.delete(rule.label);
  }
}
