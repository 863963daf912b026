import { LRUCache } from 'lru-cache';
import { recordTokenUses } from '../database/queries/tokens.ts';
import type { Database } from '../database/tables.ts';
import { Batch } from './batch.ts';

/** Notes when tokens were used last: to the minute, and written off the request's path. */
export interface TokenUses {
  note(tokenId: number): void;
  flush(): Promise<void>;
}

export function tokenUses(db: Database, report: (cause: unknown) => void): TokenUses {
  const noted = new LRUCache<number, true>({ max: 10_000, ttl: 60_000 });
  const batch = new Batch<number>((ids) => recordTokenUses(db, ids), report);
  return {
    note(tokenId) {
      if (noted.has(tokenId)) return;
      noted.set(tokenId, true);
      batch.add(tokenId);
    },
    flush: () => batch.flush(),
  };
}
