import { bypasses, ruleFor, serveRule, type ServedRule, storedUnder } from './cache-rules.ts';
import type { Site } from './site.ts';

/** A site with all that can be made ready when it is configured, so that requests find it done. */
export interface ServedSite extends Site {
  readonly cacheRules: ServedRule[];
  /** Equal for two configurations that store every URL under the same. */
  readonly counting: string;
}

export const serveSite = (site: Site): ServedSite => ({
  ...site,
  cacheRules: site.cacheRules.map(serveRule),
  counting: JSON.stringify([site.queryStrings === 'none', site.cacheRules.map(({ path, queryParameters }) => [path, queryParameters])]),
});

/** Where a URL stands in its site. */
export interface Place {
  /** Path and query as the site's rules, purges and origin know them: what `path` of the site leaves of them. */
  readonly url: string;
  readonly rule: ServedRule | undefined;
  /** The URL with what counts of its query: its name in the cache. */
  readonly storedUrl: string;
  /** It is left to the origin, since it has a query string. */
  readonly bypasses: boolean;
}

/** Of path and query below the host. */
export function placeOf(site: ServedSite, url: string): Place {
  return placeWithin(site, withinSite(url, site));
}

/** Of path and query below the site's own path. */
export function placeWithin(site: ServedSite, url: string): Place {
  const rule = ruleFor(site, url);
  return { url, rule, storedUrl: storedUnder(site, rule, url), bypasses: bypasses(site, rule, url) };
}

function withinSite(url: string, { path }: Site): string {
  if (path === '') return url;
  const rest = url.slice(path.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
