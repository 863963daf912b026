import type { KeyObject } from 'node:crypto';
import { decryptToken, tokenKey } from '../ectoken.ts';
import type { Site } from './site.ts';

/** A protected path, made ready when its site is configured. */
export interface ProtectedPath {
  /** In canonical form, with a slash at its end. */
  readonly path: string;
  readonly keys: readonly KeyObject[];
}

/** The longest first. */
export const protectedPathsOf = ({ protectedPaths }: Site): ProtectedPath[] =>
  protectedPaths
    .map(({ path, keys }) => ({ path: canonicalPath(encoded(path)), keys: keys.map(tokenKey) }))
    .toSorted((one, other) => other.path.length - one.path.length);

const encoded = (path: string): string => path.replace(/[^\0-\x7f]+/g, (text) => encodeURIComponent(text.toWellFormed()));

/** The keys of which one must have made the token of a request; null: it needs none. */
export function keysFor(protectedPaths: readonly ProtectedPath[], path: string): readonly KeyObject[] | null {
  if (protectedPaths.length === 0) return null;
  const canonical = canonicalPath(path);
  return protectedPaths.find((guarded) => canonical.startsWith(guarded.path))?.keys ?? null;
}

/**
 * One form of all the spellings of a path that some origin takes for the same: decoded, in lower case, without parameters, dot
 * segments, backslashes and empty segments, with a slash at its end. So no other spelling leads around a protection.
 */
export function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of decoded(path).replaceAll('\\', '/').split('/')) {
    const [name = ''] = segment.split(';', 1);
    if (name === '..') segments.pop();
    else if (name !== '.' && name !== '') segments.push(name);
  }
  return `/${segments.map((segment) => `${segment}/`).join('')}`.toLowerCase();
}

/** As often as a careless origin behind a careless proxy does it; to the very end would take a long path long. */
const decoded = (path: string): string => decodedOnce(decodedOnce(decodedOnce(path)));

const decodedOnce = (path: string): string =>
  path.replace(/%[\da-f]{2}/gi, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));

/** A URL parted into the token, which is its query up to the first `&`, and what is left for cache and origin. */
export function partToken(url: string): { token: string; url: string } {
  const mark = url.indexOf('?');
  if (mark === -1) return { token: '', url };
  const end = url.indexOf('&', mark);
  if (end === -1) return { token: url.slice(mark + 1), url: url.slice(0, mark) };
  return { token: url.slice(mark + 1, end), url: `${url.slice(0, mark)}?${url.slice(end + 1)}` };
}

/** The parameters of a token; null: none of the keys has made it. */
export function tokenParameters(keys: readonly KeyObject[], token: string): string | null {
  for (const key of keys) {
    const parameters = decryptToken(key, token);
    if (parameters !== null) return parameters;
  }
  return null;
}
