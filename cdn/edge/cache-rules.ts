import type { CacheRule, Site } from './site.ts';

/** The first of the site's rules whose path matches the URL's; undefined: none. */
export function cacheRuleFor({ cacheRules }: Site, url: string): CacheRule | undefined {
  if (cacheRules.length === 0) return undefined;
  const [path = ''] = url.split('?', 1);
  return cacheRules.find((rule) => matches(rule.path, path));
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, path: string): boolean {
  let known = patterns.get(pattern);
  if (!known) patterns.set(pattern, (known = new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`, 's')));
  return known.test(path);
}
