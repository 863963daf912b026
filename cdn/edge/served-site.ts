import type { KeyObject } from 'node:crypto';
import { bypasses, ruleFor, serveRule, type ServedRule, storedUnder } from './cache-rules.ts';
import { keysFor, partToken, type ProtectedPath, protectedPathsOf, tokenParameters } from './protection.ts';
import type { Site } from './site.ts';

/** A site with all that can be made ready when it is configured, so that requests find it done. */
export interface ServedSite extends Site {
  readonly cacheRules: ServedRule[];
  /** Of `compressedTypes`. */
  readonly compressed: ReadonlySet<string>;
  readonly guarded: readonly ProtectedPath[];
  /** Equal for two configurations that store every URL under the same. */
  readonly counting: string;
}

export const serveSite = (site: Site): ServedSite => ({
  ...site,
  cacheRules: site.cacheRules.map(serveRule),
  compressed: new Set(site.compressedTypes),
  guarded: protectedPathsOf(site),
  counting: JSON.stringify([site.queryStrings === 'none', site.cacheRules.map(({ path, queryParameters }) => [path, queryParameters])]),
});

/** Where a URL stands in its site. */
export interface Place {
  /** Path and query as the site's rules, purges and origin know them: what the site's own path leaves of them, without a token. */
  readonly url: string;
  readonly rule: ServedRule | undefined;
  /** The URL with what counts of its query: its name in the cache. */
  readonly storedUrl: string;
  /** It is left to the origin, since it has a query string. */
  readonly bypasses: boolean;
  /** What stands in the place of the token, and the keys of which one must have made it; null: none is needed. */
  readonly guard: Guard | null;
}

export interface Guard {
  readonly token: string;
  readonly keys: readonly KeyObject[];
}

/** Of path and query below the host, as a client asks for them. */
export function placeOf(site: ServedSite, url: string): Place {
  const within = withinSite(url, site);
  const keys = keysFor(site.guarded, pathOf(within));
  if (!keys) return place(site, within, null);
  const { token, url: rest } = partToken(within);
  return place(site, rest, { token, keys });
}

/** Of path and query below the site's own path, as they are named to the edge: no token is needed, and one that is there is left out. */
export function placeWithin(site: ServedSite, url: string): Place {
  const keys = keysFor(site.guarded, pathOf(url));
  if (!keys) return place(site, url, null);
  const { token, url: rest } = partToken(url);
  return place(site, tokenParameters(keys, token) === null ? url : rest, null);
}

/** Path and query, which belong to the site, below its own path. */
export function withinSite(url: string, { path }: Site): string {
  if (path === '') return url;
  const rest = url.slice(path.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function place(site: ServedSite, url: string, guard: Guard | null): Place {
  const rule = ruleFor(site, url);
  return { url, rule, storedUrl: storedUnder(site, rule, url), bypasses: bypasses(site, rule, url), guard };
}

function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? url : url.slice(0, mark);
}
