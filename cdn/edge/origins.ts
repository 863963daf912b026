import type { Site } from './site.ts';

/** In which order a request tries its site's origins. */
export class Origins {
  readonly #turns = new WeakMap<Site, number>();

  order(site: Site): string[] {
    if (site.balance === 'failover') return [...site.origins];
    const turn = this.#turns.get(site) ?? 0;
    this.#turns.set(site, (turn + 1) % site.origins.length);
    return [...site.origins.slice(turn), ...site.origins.slice(0, turn)];
  }
}
