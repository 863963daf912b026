import type { CacheRule } from '@edgegraph/rest/mcc/cache-rules.ts';
import type { Site } from '../edge/site.ts';

type SiteRule = Site['cacheRules'][number];

/** A rule in the words of an edge. */
export const toSiteRule = (rule: CacheRule): SiteRule => ({
  path: rule.path,
  cacheControl: cacheControlOf(rule),
  queryParameters: rule.queryParameters && toSiteParameters(rule.queryParameters),
  setFields: rule.setHeaders,
  dropFields: rule.dropHeaders,
});

/** Null: as the origin says. */
function cacheControlOf({ cacheable, ttlSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds }: CacheRule): string | null {
  if (!cacheable) return 'no-store';
  if (ttlSeconds === null) return null;
  return [
    `max-age=${ttlSeconds}`,
    ...(staleWhileRevalidateSeconds === null ? [] : [`stale-while-revalidate=${staleWhileRevalidateSeconds}`]),
    ...(staleIfErrorSeconds === null ? [] : [`stale-if-error=${staleIfErrorSeconds}`]),
  ].join(', ');
}

function toSiteParameters({ count, names }: NonNullable<CacheRule['queryParameters']>): SiteRule['queryParameters'] {
  if (count === 'ALL') return { count: 'all' };
  return count === 'NONE' ? { count: 'none' } : { count: count === 'ONLY' ? 'only' : 'except', names };
}
