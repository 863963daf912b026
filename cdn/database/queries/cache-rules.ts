import type { CacheRule } from '@edgegraph/rest/mcc/cache-rules.ts';
import { fromJson, toJson } from '../json-text.ts';
import type { Database } from '../tables.ts';

/** The cache rules of each of a customer's edge CNAMEs that has some, by the CNAME's id. */
export async function listCacheRules(db: Database, accountNumber: string): Promise<ReadonlyMap<number, readonly CacheRule[]>> {
  const rows = await db
    .selectFrom('cacheRules')
    .innerJoin('edgeCnames', 'edgeCnames.id', 'cacheRules.edgeCnameId')
    .select(['edgeCnameId', 'rules'])
    .where('edgeCnames.accountNumber', '=', accountNumber)
    .orderBy('edgeCnameId')
    .execute();
  return new Map(rows.map(({ edgeCnameId, rules }) => [edgeCnameId, fromJson(rules)]));
}

/** The cache rules of one edge CNAME, in their order. */
export async function findCacheRules(db: Database, edgeCnameId: number): Promise<readonly CacheRule[]> {
  const row = await db.selectFrom('cacheRules').select('rules').where('edgeCnameId', '=', edgeCnameId).executeTakeFirst();
  return row ? fromJson(row.rules) : [];
}

/** Replaces the cache rules of an edge CNAME. */
export async function saveCacheRules(db: Database, edgeCnameId: number, rules: readonly CacheRule[]): Promise<void> {
  if (rules.length === 0) {
    await db.deleteFrom('cacheRules').where('edgeCnameId', '=', edgeCnameId).execute();
    return;
  }
  const columns = { rules: toJson(rules) };
  await db
    .insertInto('cacheRules')
    .values({ edgeCnameId, ...columns })
    .onConflict((conflict) => conflict.column('edgeCnameId').doUpdateSet(columns))
    .execute();
}
