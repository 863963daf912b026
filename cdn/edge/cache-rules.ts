import { countedUrl } from './counted-url.ts';
import type { CacheRule, QueryParameters, Site } from './site.ts';
import { wildcard } from './wildcard.ts';

/** A cache rule, made ready when its site is configured. */
export interface ServedRule extends CacheRule {
  readonly matches: (path: string) => boolean;
  /** It keeps responses out of the cache. */
  readonly noStore: boolean;
}

export const serveRule = (rule: CacheRule): ServedRule => ({
  ...rule,
  matches: wildcard(rule.path),
  noStore: /\bno-store\b/i.test(rule.cacheControl ?? ''),
});

interface Ruled extends Pick<Site, 'queryStrings'> {
  readonly cacheRules: readonly ServedRule[];
}

/** The first of the site's rules whose path matches the URL's; undefined: none. */
export function ruleFor({ cacheRules }: Ruled, url: string): ServedRule | undefined {
  if (cacheRules.length === 0) return undefined;
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  return cacheRules.find(({ matches }) => matches(path));
}

/** The URL under which the site stores what a URL's request brings. */
export function storedUnder(site: Ruled, rule: ServedRule | undefined, url: string): string {
  const parameters = rule?.queryParameters ?? ofSite[site.queryStrings];
  return parameters === null ? url : countedUrl(url, parameters);
}

/** Whether the site leaves a URL to the origin, since it has a query string. */
export const bypasses = ({ queryStrings }: Ruled, rule: ServedRule | undefined, url: string): boolean =>
  queryStrings === 'bypass' && !rule?.queryParameters && url.includes('?');

/** Null: the URL itself. */
const ofSite: Readonly<Record<Site['queryStrings'], QueryParameters | null>> = { all: null, bypass: null, none: { count: 'none' } };
