export interface Lead {
  /** Lets the followers go; further calls do nothing. */
  release(): void;
}

/** Lets one request fetch what others wait for. */
export class Collapse {
  readonly #leads = new Map<string, (() => void)[]>();

  /** A lead, or what resolves once the leader has released its own. */
  join(key: string): Lead | Promise<void> {
    const followers = this.#leads.get(key);
    if (followers) return new Promise((resolve) => followers.push(resolve));
    const own: (() => void)[] = [];
    this.#leads.set(key, own);
    return {
      release: () => {
        if (this.#leads.get(key) === own) this.#leads.delete(key);
        for (const resume of own.splice(0)) resume();
      },
    };
  }
}
