import type { ExecutionResult } from 'graphql';

/** How old a result may be that a new subscriber begins with, in milliseconds, where nobody waits for the next. */
const freshMs = 1000;

/** One of several who get the same results. */
interface Member {
  /** What it has not taken yet; the latest takes the place of the one before. */
  untaken: ExecutionResult | undefined;
  /** Gives it the next result, undefined at the end, if it waits. */
  give: ((result: ExecutionResult | undefined) => void) | undefined;
}

/**
 * The results of one subscription for all who ask for the same under the same rights: produced once, as fast as the fastest of them takes them. One who is
 * slower misses what it has not taken when the next comes, never the last. A result tells how things stand, so whoever joins begins with the latest.
 */
export class SharedResults {
  readonly #results: AsyncGenerator<ExecutionResult, void>;
  readonly #members = new Set<Member>();
  #latest: { readonly result: ExecutionResult; readonly at: number } | undefined;
  #isEnded = false;
  #isPulling = false;

  /** `results` never reject, and end at once when they are told to return. */
  constructor(results: AsyncGenerator<ExecutionResult, void>) {
    this.#results = results;
  }

  /** Whether there are no more results, or nobody who takes them. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether it still goes on, and the latest result is no old one. */
  get canBeJoined(): boolean {
    if (this.#isEnded) return false;
    return !this.#latest || this.#isAwaited() || performance.now() - this.#latest.at < freshMs;
  }

  /** The results for one more. `onLeft` is called once, when they have ended or it has left; the last to leave ends them for good. */
  join(onLeft: () => void): AsyncGenerator<ExecutionResult, void> {
    const member: Member = { untaken: this.#latest?.result, give: undefined };
    this.#members.add(member);
    const leave = () => {
      if (!this.#members.delete(member)) return;
      member.give?.(undefined);
      if (this.#members.size === 0) {
        this.#isEnded = true;
        void this.#results.return();
      }
      onLeft();
    };
    const taken = this.#take(member, leave);
    const end = taken.return.bind(taken);
    // A generator's own would wait for the result that it waits for.
    taken.return = (value) => {
      leave();
      return end(value);
    };
    return taken;
  }

  async *#take(member: Member, leave: () => void): AsyncGenerator<ExecutionResult, void> {
    try {
      for (;;) {
        const result = await this.#next(member);
        if (!result) return;
        yield result;
      }
    } finally {
      leave();
    }
  }

  #next(member: Member): Promise<ExecutionResult | undefined> | ExecutionResult | undefined {
    const { untaken } = member;
    member.untaken = undefined;
    if (untaken || this.#isEnded || !this.#members.has(member)) return untaken;
    return new Promise((resolve) => {
      member.give = resolve;
      if (!this.#isPulling) void this.#pull();
    });
  }

  async #pull(): Promise<void> {
    this.#isPulling = true;
    while (this.#isAwaited()) {
      const next = await this.#results.next();
      if (next.done) this.#isEnded = true;
      else this.#latest = { result: next.value, at: performance.now() };
      for (const member of this.#members) {
        const { give } = member;
        member.give = undefined;
        if (give) give(next.value ?? undefined);
        else if (next.value) member.untaken = next.value;
      }
    }
    this.#isPulling = false;
  }

  #isAwaited(): boolean {
    for (const { give } of this.#members) if (give) return true;
    return false;
  }
}
