import type { Site } from '../../edge/site.ts';
import { type EdgeDriver, SiteError, type SiteProblem } from '../edge-driver.ts';
import type { AgentState } from './state.ts';

/** By account number. */
type SitesByCustomer = ReadonlyMap<string, readonly Site[]>;
type ProblemsByCustomer = ReadonlyMap<string, readonly SiteProblem[]>;

/** The last good sites of every customer, merged into what the driver serves. */
export class SiteTable {
  readonly #driver: Pick<EdgeDriver, 'configure' | 'check'>;
  readonly #state: AgentState;
  #customers: SitesByCustomer;
  #serving = false;
  /** Customers that may be gone from the fleet. */
  readonly #unconfirmed = new Set<string>();

  constructor(driver: Pick<EdgeDriver, 'configure' | 'check'>, state: AgentState) {
    this.#driver = driver;
    this.#state = state;
    this.#customers = state.sites;
  }

  /** Until now changes were only checked; from now on the driver serves them. Gives what a driver refuses of the kept sites. */
  async serve(): Promise<ProblemsByCustomer> {
    const kept = this.#customers;
    this.#customers = new Map();
    this.#serving = true;
    return this.replace(kept);
  }

  /** Replaces the sites of these customers. A customer whose sites the driver rejects keeps the last good ones and stands in the result. */
  async replace(changes: SitesByCustomer): Promise<ProblemsByCustomer> {
    for (const accountNumber of changes.keys()) this.#unconfirmed.delete(accountNumber);
    const rejected = new Map<string, readonly SiteProblem[]>();
    const accepted = new Map(changes);
    do {
      const problems = await this.#attempt(accepted);
      if (problems.length === 0) {
        this.#keep(accepted);
        break;
      }
      for (const [accountNumber, theirs] of blame(problems, accepted)) {
        rejected.set(accountNumber, theirs);
        accepted.delete(accountNumber);
      }
    } while (accepted.size > 0);
    return rejected;
  }

  /** What keeps the edge from serving these sites of a customer beside those of all others. */
  async check(accountNumber: string, sites: readonly Site[]): Promise<readonly SiteProblem[]> {
    const change = new Map([[accountNumber, sites]]);
    return blame(await this.#check(change), change).get(accountNumber) ?? [];
  }

  /** From now on only customers that are configured anew stay, once `dropUnconfirmed` is called. */
  distrust(): void {
    for (const accountNumber of this.#customers.keys()) this.#unconfirmed.add(accountNumber);
  }

  async dropUnconfirmed(): Promise<void> {
    if (this.#unconfirmed.size > 0) await this.replace(new Map([...this.#unconfirmed].map((accountNumber) => [accountNumber, []])));
  }

  async #attempt(changes: SitesByCustomer): Promise<readonly SiteProblem[]> {
    const sites = this.#with(changes);
    if (!this.#serving) return this.#check(changes);
    try {
      await this.#driver.configure(sites);
    } catch (error) {
      if (error instanceof SiteError) return error.problems;
      throw error;
    }
    return [];
  }

  /** Without what is wrong with the sites of others already: it is neither the changed customers' fault nor for their eyes. */
  async #check(changes: SitesByCustomer): Promise<readonly SiteProblem[]> {
    const problems = await this.#driver.check(this.#with(changes));
    const changed = new Set([...changes.values()].flat().map(({ id }) => id));
    if (problems.every(({ site }) => changed.has(site))) return problems;
    const before = await this.#driver.check(this.#with(new Map()));
    return problems.filter(({ site, message }) => changed.has(site) || !before.some((each) => each.site === site && each.message === message));
  }

  #with(changes: SitesByCustomer): Site[] {
    return [...new Map([...this.#customers, ...changes]).values()].flat();
  }

  #keep(changes: SitesByCustomer): void {
    for (const [accountNumber, sites] of changes) this.#state.keepSites(accountNumber, sites);
    this.#customers = new Map([...this.#customers, ...changes].filter(([, sites]) => sites.length > 0));
  }
}

/** The problems of each changed customer; all changed customers share those that are of nobody's sites. */
function blame(problems: readonly SiteProblem[], changes: SitesByCustomer): Map<string, readonly SiteProblem[]> {
  if (problems.length === 0) return new Map();
  const blamed = [...changes].flatMap(([accountNumber, sites]) => {
    const theirs = problems.filter(({ site }) => sites.some(({ id }) => id === site));
    return theirs.length === 0 ? [] : [[accountNumber, theirs] as const];
  });
  return new Map(blamed.length > 0 ? blamed : [...changes.keys()].map((accountNumber) => [accountNumber, problems]));
}
