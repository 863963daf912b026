import { type MediaTypeId, mediaTypeIds } from '@edgegraph/rest/codec.ts';
import { fromFlag, toFlag } from '../flag.ts';
import { fromJson, toJson } from '../json-text.ts';
import type { Database, QueryStringCaching } from '../tables.ts';

/** What edges do with the responses and query strings of one platform. */
export interface CacheSettings {
  readonly compress: boolean;
  /** Media types that are compressed while `compress` is on. */
  readonly compressedTypes: readonly string[];
  readonly queryStringCaching: QueryStringCaching;
  readonly logQueryStrings: boolean;
}

export interface PlatformCacheSettings extends CacheSettings {
  readonly mediaTypeId: MediaTypeId;
}

/** What holds where a customer has set nothing: what edges do least with. Query strings carry tokens and personal data, so they are not logged unasked. */
export const defaultCacheSettings: CacheSettings = {
  compress: false,
  compressedTypes: [],
  queryStringCaching: 'standard-cache',
  logQueryStrings: false,
};

/** The settings of every platform, in the order of their ids. */
export async function listCacheSettings(db: Database, accountNumber: string): Promise<PlatformCacheSettings[]> {
  const rows = await db.selectFrom('cacheSettings').selectAll().where('accountNumber', '=', accountNumber).execute();
  return mediaTypeIds.map((mediaTypeId) => {
    const row = rows.find((each) => each.mediaTypeId === mediaTypeId);
    if (!row) return { mediaTypeId, ...defaultCacheSettings };
    return {
      mediaTypeId,
      compress: fromFlag(row.compress),
      compressedTypes: fromJson(row.compressedTypes),
      queryStringCaching: row.queryStringCaching,
      logQueryStrings: fromFlag(row.logQueryStrings),
    };
  });
}

/** Changes the given settings of one platform and no others. */
export async function saveCacheSettings(
  db: Database,
  accountNumber: string,
  mediaTypeId: MediaTypeId,
  changes: Partial<CacheSettings>,
): Promise<void> {
  await db
    .insertInto('cacheSettings')
    .values({ accountNumber, mediaTypeId, ...toColumns({ ...defaultCacheSettings, ...changes }) })
    .onConflict((conflict) => conflict.columns(['accountNumber', 'mediaTypeId']).doUpdateSet(changedColumns(changes)))
    .execute();
}

const toColumns = (settings: CacheSettings) => ({
  compress: toFlag(settings.compress),
  compressedTypes: toJson(settings.compressedTypes),
  queryStringCaching: settings.queryStringCaching,
  logQueryStrings: toFlag(settings.logQueryStrings),
});

function changedColumns(changes: Partial<CacheSettings>): Partial<ReturnType<typeof toColumns>> {
  const columns = Object.entries(toColumns({ ...defaultCacheSettings, ...changes }));
  return Object.fromEntries(columns.filter(([name]) => name in changes));
}
