import type { ContentTarget } from '../../database/tables.ts';

/** A URL of a purge or load, taken apart. */
export interface ContentUrl {
  /** In lower case, without a port. */
  readonly host: string;
  /** Ends in a slash for a directory and a prefix; with `*` in its last segment for a pattern. */
  readonly path: string;
  /** Of a URL with one; empty for a bare `?`, null for none. */
  readonly query: string | null;
  /** `path`: with all its query strings. */
  readonly kind: 'url' | 'path' | 'directory' | 'prefix' | 'pattern';
}

/**
 * The contract's path syntax: `file` is it with every query string, `file?` without any, `file?q` with this one alone; `dir/` likewise is a default
 * document. `dir/a*.ht*` is a pattern within one directory, `dir/*.*` all that lies directly in it, `dir/*` all that lies below.
 */
export function toTarget(mediaPath: string): ContentTarget {
  const path = mediaPath.split('?', 1)[0] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!path.includes('*')) return { kind: 'url', value: mediaPath };
  return { kind: name === '*' ? 'prefix' : 'pattern', value: mediaPath };
}

/** What is wrong with a target's URL and the fix, or the URL. */
export function parseContentUrl({ kind, value }: ContentTarget): ContentUrl | string {
  const [, path = '', query] = /^https?:\/\/[^/\s]+(\/[^\s?#]*)(?:\?([^\s#]*))?(?:#|$)/i.exec(value) ?? [];
  const url = URL.parse(value);
  if (!url || path === '') return 'is not a valid URL; check its host and port.';
  const folders = path.slice(0, path.lastIndexOf('/') + 1);
  const name = path.slice(folders.length);
  if (folders.includes('*')) return 'may have * in its last segment only; * cannot stand for a folder.';
  const at = { host: url.hostname, path: asSent(path, url), query: query === undefined ? null : asSent(query) };
  if (kind === 'url') {
    if (name.includes('*')) return 'has *, which no URL has: give a pattern or a prefix.';
    return { ...at, kind: query === undefined ? 'path' : 'url' };
  }
  if (query !== undefined) return `must have no query string: a ${kind} is purged with all of them.`;
  if (kind === 'pattern') {
    if (!name.includes('*')) return 'needs * in its last segment.';
    return name === '*.*' ? { ...at, path: asSent(folders), kind: 'directory' } : { ...at, kind };
  }
  if (name !== '' && !(kind === 'prefix' && name === '*')) return `must end in a slash, as the URL of a directory does${kind === 'prefix' ? ', or in /*' : ''}.`;
  return { ...at, path: asSent(folders), kind: kind === 'prefix' ? 'prefix' : 'directory' };
}

const dotSegment = /\/(?:\.|%2e){1,2}(?=[/\\]|$)/i;

/** As clients send it in a request line; edges resolve dot segments. */
function asSent(text: string, url?: URL): string {
  if (url && dotSegment.test(text)) return url.pathname;
  return text.replace(/[^!-~]+/gu, encodeURIComponent);
}
