import type { Site } from '../../edge/site.ts';

/** Every site that has been served, as it was last; also one that is gone, for its last requests may still be under way. */
export class KnownSites {
  readonly #sites = new Map<string, Site>();

  find(id: string): Site | undefined {
    return this.#sites.get(id);
  }

  remember(sites: Iterable<Site>): void {
    for (const site of sites) this.#sites.set(site.id, site);
  }
}
