/** What one CNAME of a customer serves, as data. */
export interface Site {
  /** The name of its part of the cache: no two sites share an object. */
  readonly id: string;
  /** In lower case, without a port. `*` takes every host that no other site has. */
  readonly hostnames: readonly string[];
  /** URLs of scheme, host and port; at least one. */
  readonly origins: readonly string[];
  /** `failover` asks the first that answers, `round-robin` each in turn; both go on to the next if one can't be reached. */
  readonly balance: 'failover' | 'round-robin';
  /** Put before the path on the way to the origin, without a slash at its end; may be empty. */
  readonly pathPrefix: string;
  /** The first that matches holds. */
  readonly ttlRules: readonly TtlRule[];
}

/** Replaces what an origin says of caching. */
export interface TtlRule {
  /** What the path begins with. */
  readonly path: string;
  /** In the words of Cache-Control, such as `max-age=600, stale-while-revalidate=60` or `no-store`. */
  readonly cacheControl: string;
}

export type FindSite = (host: string | undefined) => Site | undefined;

/** Finds the site of a Host field; undefined: none. If two have a host name, the first keeps it. */
export function siteFinder(sites: readonly Site[]): FindSite {
  const byHostname = new Map(sites.toReversed().flatMap((site) => site.hostnames.map((hostname) => [hostname, site])));
  return (host = '') => byHostname.get(host) ?? byHostname.get(host.toLowerCase().replace(/:\d*$/, '')) ?? byHostname.get('*');
}

export const ttlRuleFor = ({ ttlRules }: Site, url: string): TtlRule | undefined =>
  ttlRules.find(({ path }) => url.startsWith(path));
