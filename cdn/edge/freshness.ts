import type { RequestDirectives } from './request-directives.ts';
import type { StoredResponse } from './stored-response.ts';

/** How a stored response may answer: as it is, stale while it is revalidated in the background, or only once validated. */
export type Reuse = 'fresh' | 'stale' | 'while-revalidate' | 'validate';

type Lifetime = Pick<StoredResponse, 'cachedAt' | 'staleAt' | 'directives'>;

/** Judges a stored response against the clock and the request. See RFC 9111, sections 4.2 and 5.2.1, and RFC 5861, section 3. */
export function reuse(stored: Lifetime, request: RequestDirectives, now: number): Reuse {
  // With field names, no-cache asks for those fields to be left out, which happens when the response is stored.
  if (request.noCache || stored.directives['no-cache'] === true) return 'validate';
  if (request.maxAge !== undefined && currentAge(stored, now) >= request.maxAge) return 'validate';
  const remaining = stored.staleAt - now;
  if (remaining > 0) return request.minFresh !== undefined && remaining <= request.minFresh * 1000 ? 'validate' : 'fresh';
  if (mustRevalidate(stored)) return 'validate';
  if (request.maxStale !== undefined && -remaining <= request.maxStale * 1000) return 'stale';
  const grace = stored.directives['stale-while-revalidate'];
  return grace !== undefined && -remaining < grace * 1000 ? 'while-revalidate' : 'validate';
}

/** Whole seconds since the origin generated or last validated the response. See RFC 9111, section 4.2.3. */
export const currentAge = ({ cachedAt }: Pick<StoredResponse, 'cachedAt'>, now: number): number =>
  Math.max(0, Math.floor((now - cachedAt) / 1000));

/** For a shared cache, s-maxage implies proxy-revalidate. See RFC 9111, section 5.2.2.10. */
const mustRevalidate = ({ directives }: Lifetime): boolean =>
  directives['must-revalidate'] === true || directives['proxy-revalidate'] === true || directives['s-maxage'] !== undefined;
