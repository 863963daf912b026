import { countedUrl } from './counted-url.ts';
import type { Fields } from './fields.ts';
import type { CacheRule, QueryParameters, Site } from './site.ts';
import { wildcard } from './wildcard.ts';

/** A cache rule, made ready when its site is configured. */
export interface ServedRule extends CacheRule {
  readonly matches: (path: string) => boolean;
  /** It keeps responses out of the cache. */
  readonly noStore: boolean;
  /** `setFields` by name. */
  readonly fields: Fields;
}

export const serveRule = (rule: CacheRule): ServedRule => ({
  ...rule,
  matches: wildcard(rule.path),
  noStore: /\bno-store\b/i.test(rule.cacheControl ?? ''),
  fields: fieldsOf(rule),
});

function fieldsOf({ setFields }: CacheRule): Fields {
  const fields: Fields = {};
  for (const { name, value } of setFields) {
    const others = fields[name] ?? [];
    fields[name] = others.length === 0 ? value : [...[others].flat(), value];
  }
  return fields;
}

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

/**
 * What a rule says of caching in place of the origin; null: nothing. Errors of the server, 500 and above, it can only keep
 * out of the cache: for how long a page is fresh says nothing of a failure to make it.
 */
export const ruledCacheControl = (rule: ServedRule | undefined, status: number): string | null =>
  rule !== undefined && (status < 500 || rule.noStore) ? rule.cacheControl : null;

/** The URL under which the site stores what a URL's request brings. */
export function storedUnder(site: Ruled, rule: ServedRule | undefined, url: string): string {
  const parameters = rule?.queryParameters ?? ofSite[site.queryStrings];
  return parameters === null ? url : countedUrl(url, parameters);
}

/** Sets and drops the fields of a response to a client, in place. */
export function applyRule(rule: ServedRule | undefined, fields: Fields): Fields {
  if (!rule) return fields;
  for (const name of rule.dropFields) delete fields[name];
  return Object.assign(fields, rule.fields);
}

/** Whether the site leaves a URL to the origin, since it has a query string. */
export const bypasses = ({ queryStrings }: Ruled, rule: ServedRule | undefined, url: string): boolean =>
  queryStrings === 'bypass' && !rule?.queryParameters && url.includes('?');

/** Null: the URL itself. */
const ofSite: Readonly<Record<Site['queryStrings'], QueryParameters | null>> = { all: null, bypass: null, none: { count: 'none' } };
