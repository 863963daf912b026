import type { EdgeDriver, SiteProblem } from '../edge-driver.ts';
import type { Acknowledgement, Entry } from '../protocol.ts';
import type { Loads } from './loads.ts';
import type { SiteTable } from './site-table.ts';

type Configure = Extract<Entry, { kind: 'configure' }>;

export interface EntriesSettings {
  readonly driver: Pick<EdgeDriver, 'purge' | 'count'>;
  readonly sites: SiteTable;
  readonly loads: Loads;
  /** Told about each entry once it is done; a load's is told when it is through. */
  readonly onDone: (acknowledgement: Acknowledgement) => void;
}

/** Does what the journal says, in its order, each entry once; loads are only begun. Rejects if the driver fails: what is left is to be given again. */
export class Entries {
  readonly #settings: EntriesSettings;
  /** Up to here everything is done or under way in this session. */
  #through = 0;

  constructor(settings: EntriesSettings) {
    this.#settings = settings;
  }

  /** What comes next may have been done before, by another count. */
  restart(): void {
    this.#through = 0;
  }

  async apply(entries: readonly Entry[]): Promise<void> {
    const left = [...entries];
    for (let entry = left.shift(); entry; entry = left.shift()) {
      if (entry.kind === 'load') this.#settings.loads.begin(entry.sequence, entry.loads);
      else if (entry.sequence <= this.#through) continue;
      else if (entry.kind === 'configure') {
        // Many customers change at once when an edge joins: the driver shall hear of it once.
        const together = [entry];
        for (let next = left[0]; next?.kind === 'configure'; next = left[0]) {
          together.push(next);
          left.shift();
        }
        await this.#configure(together);
        continue;
      } else await this.#do(entry);
      this.#through = Math.max(this.#through, entry.sequence);
    }
  }

  async #configure(together: readonly Configure[]): Promise<void> {
    const fresh = together.filter(({ sequence }) => sequence > this.#through);
    const rejected = await this.#settings.sites.replace(new Map(fresh.map(({ accountNumber, sites }) => [accountNumber, sites])));
    for (const { sequence, accountNumber } of fresh) {
      this.#through = sequence;
      this.#done(sequence, { problems: rejected.get(accountNumber) ?? [] });
    }
  }

  async #do(entry: Exclude<Entry, { kind: 'configure' | 'load' }>): Promise<void> {
    const { driver, sites } = this.#settings;
    const { sequence } = entry;
    if (entry.kind === 'purge') this.#done(sequence, await driver.purge(entry.purges));
    else if (entry.kind === 'count') this.#done(sequence, { objects: await driver.count(entry.purges) });
    else this.#done(sequence, { problems: await sites.check(entry.accountNumber, entry.sites) });
  }

  #done(sequence: number, { objects = 0, remaining = 0, problems = [] }: { objects?: number; remaining?: number; problems?: readonly SiteProblem[] }): void {
    this.#settings.onDone({ sequence, at: Date.now(), objects, remaining, loads: [], problems: [...problems] });
  }
}
