import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Grants } from './grants.ts';

/** The user whose token asks, and the token's reach. */
export interface Viewer extends Grants {
  readonly userId: number;
  /** The name to sign in with: an e-mail address. */
  readonly login: string;
  /** The customer that the user belongs to. */
  readonly accountNumber: string;
}

/** Finds whose token this is; null for one that nobody has (any more). Rejects when it can't be told. */
export type FindViewer = (token: string) => Promise<Viewer | null>;

/**
 * Remembers who holds a token for `ttlMs`, so that a change of grants holds everywhere after that time at most; unknown tokens are not remembered.
 * Requests that arrive together with the same token share one look-up. Tokens are kept only as hashes.
 */
export function cachedViewer(find: FindViewer, { ttlMs, max = 10_000 }: { ttlMs: number; max?: number }): FindViewer {
  const cache = new LRUCache<string, Promise<Viewer | null>>({ max, ttl: ttlMs });
  return (token) => {
    const key = createHash('sha256').update(token).digest('base64');
    const known = cache.get(key);
    if (known) return known;
    const viewer = find(token);
    cache.set(key, viewer);
    const forget = () => {
      if (cache.peek(key) === viewer) cache.delete(key);
    };
    viewer.then((found) => found ?? forget(), forget);
    return viewer;
  };
}

/** The token in an `Authorization: TOK:<token>` header, in the lower case in which tokens are compared; undefined if there is none. */
export function tokenOf(authorization: string | undefined): string | undefined {
  return /^TOK:\s*(\S+)$/i.exec(authorization ?? '')?.[1]?.toLowerCase();
}
