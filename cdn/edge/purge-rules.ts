import { labelOf, labelsOf, type PurgeTarget } from './labels.ts';
import type { StoredResponse } from './stored-response.ts';

/** `hard` removes objects; `soft` makes them stale, so that they are validated or may serve while the origin fails. */
export type PurgeMode = 'hard' | 'soft';

export interface Purge {
  readonly site: string;
  readonly target: PurgeTarget;
  readonly mode: PurgeMode;
}

/** A purge in force: it covers whatever left for the origin before it. */
export interface PurgeRule {
  readonly label: string;
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
  readonly #rules = { hard: new Map<string, PurgeRule>(), soft: new Map<string, PurgeRule>() };
  /** How many requests are under way, by the number at which they left; in ascending order. */
  readonly #underWay = new Map<number, number>();

  add({ site, target, mode }: Purge): PurgeRule {
    this.#sequence += 1;
    const rule: PurgeRule = { label: labelOf(site, target), mode, sequence: this.#sequence, time: Date.now(), objects: 0 };
    this.#rules[mode].set(rule.label, rule);
    return rule;
  }

  get size(): number {
    return this.#rules.hard.size + this.#rules.soft.size;
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
    const labels = labelsOf(stored);
    const met = (mode: PurgeMode) =>
      labels.map((label) => this.#rules[mode].get(label)).find((rule) => rule !== undefined && rule.sequence > stored.checked);
    const hard = met('hard');
    if (hard) {
      hard.objects += 1;
      stored.purged = true;
      return false;
    }
    const soft = met('soft');
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
      const kept = this.#rules[rule.mode];
      if (kept.get(rule.label) === rule) kept.delete(rule.label);
      return false;
    });
  }
}
