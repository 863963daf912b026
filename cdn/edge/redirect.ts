import type { Fields } from './fields.ts';

/** Where one request of an exchange goes. */
export interface Hop {
  /** Scheme, host and port that are connected to. */
  readonly origin: string;
  readonly path: string;
  /** The Host field. */
  readonly host: string;
}

/** How many redirects of an origin are followed; a client gets what comes after. */
export const maxRedirects = 5;

const statuses = new Set([301, 302, 303, 307, 308]);

/** Where a redirect leads, within http and https; null: it leads nowhere, or the answer is none. See RFC 9110, section 15.4. */
export function redirected(from: Hop, status: number, { location }: Fields): Hop | null {
  if (!statuses.has(status) || typeof location !== 'string') return null;
  // The origin knows itself by the Host field that it was sent.
  // Put together as a text, since a path that begins with two slashes would be read as a host.
  const base = URL.parse(`${new URL(from.origin).protocol}//${from.host}${from.path}`);
  const target = base && URL.parse(location, base.href);
  if (!target || (target.protocol !== 'http:' && target.protocol !== 'https:')) return null;
  const path = target.pathname + target.search;
  return target.origin === base.origin ? { ...from, path } : { origin: target.origin, path, host: target.host };
}
