import type { SiteOrigin } from './site.ts';

/** In which order a request tries the servers of its site's origin. */
export class Origins {
  readonly #turns = new WeakMap<SiteOrigin, number>();

  order(origin: SiteOrigin): string[] {
    const { servers, balance } = origin;
    if (balance === 'failover') return [...servers];
    const turn = this.#turns.get(origin) ?? 0;
    this.#turns.set(origin, (turn + 1) % servers.length);
    return [...servers.slice(turn), ...servers.slice(0, turn)];
  }
}
