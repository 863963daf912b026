import type { CacheRule } from '@edgegraph/rest/mcc/cache-rules.ts';
import { listCacheRules } from '../database/queries/cache-rules.ts';
import { type PlatformCacheSettings, listCacheSettings } from '../database/queries/cache-settings.ts';
import { type EdgeCname, listEdgeCnames } from '../database/queries/edge-cnames.ts';
import { type LogFormat, type LogStorage, findLogFormat, findLogStorage } from '../database/queries/log-settings.ts';
import { type Origin, listOrigins } from '../database/queries/origins.ts';
import { type TokenDirectory, listTokenDirectories } from '../database/queries/token-directories.ts';
import type { Database } from '../database/tables.ts';

/** All that the tables have of a customer's configuration. */
export interface StoredConfiguration {
  readonly accountNumber: string;
  readonly origins: readonly Origin[];
  readonly edgeCnames: readonly EdgeCname[];
  /** By the id of the edge CNAME. */
  readonly cacheRules: ReadonlyMap<number, readonly CacheRule[]>;
  readonly cacheSettings: readonly PlatformCacheSettings[];
  readonly tokenDirectories: readonly TokenDirectory[];
  readonly logFormat: LogFormat;
  readonly logStorage: LogStorage;
}

/** Reads it in seven queries, whatever its size. Only within a transaction do they surely fit each other. */
export async function readConfiguration(db: Database, accountNumber: string): Promise<StoredConfiguration> {
  const [origins, edgeCnames, cacheRules, cacheSettings, tokenDirectories, logFormat, logStorage] = await Promise.all([
    listOrigins(db, accountNumber),
    listEdgeCnames(db, accountNumber),
    listCacheRules(db, accountNumber),
    listCacheSettings(db, accountNumber),
    listTokenDirectories(db, accountNumber),
    findLogFormat(db, accountNumber),
    findLogStorage(db, accountNumber),
  ]);
  return { accountNumber, origins, edgeCnames, cacheRules, cacheSettings, tokenDirectories, logFormat, logStorage };
}
