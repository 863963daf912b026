import type { Exchange } from './exchange.ts';
import type { Fields } from './fields.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * The URLs of the site that an answer makes invalid: after an unsafe method without error its own, and those of Location
 * and Content-Location on the same host.
 * @see RFC 9111, section 4.4
 */
export function invalidated({ method, url, fields }: Exchange, status: number, answer: Fields): string[] {
  if (safe.has(method) || status < 200 || status >= 400) return [];
  const base = `http://${String(fields.host)}`;
  const named = [answer.location, answer['content-location']].flatMap((location) =>
    typeof location === 'string' ? sameHost(location, url, base) : [],
  );
  return [...new Set([url, ...named])];
}

function sameHost(location: string, url: string, base: string): string[] {
  const request = URL.parse(base + url);
  const target = request && URL.parse(location, request.href);
  return target && target.host === request.host ? [target.pathname + target.search] : [];
}
