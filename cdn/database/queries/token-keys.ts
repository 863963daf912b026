import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Database } from '../tables.ts';

/** Keeps the sealed key of a platform's tokens; replaces the one until now. */
export async function saveTokenKey(db: Database, accountNumber: string, mediaTypeId: MediaTypeId, sealedKey: string): Promise<void> {
  await db
    .insertInto('tokenKeys')
    .values({ accountNumber, mediaTypeId, sealedKey })
    .onConflict((conflict) => conflict.columns(['accountNumber', 'mediaTypeId']).doUpdateSet({ sealedKey }))
    .execute();
}

/** The sealed key of a platform's tokens; null: none was set. */
export async function findTokenKey(db: Database, accountNumber: string, mediaTypeId: MediaTypeId): Promise<string | null> {
  const row = await db
    .selectFrom('tokenKeys')
    .select('sealedKey')
    .where('accountNumber', '=', accountNumber)
    .where('mediaTypeId', '=', mediaTypeId)
    .executeTakeFirst();
  return row?.sealedKey ?? null;
}

/** The sealed keys of a customer's platforms that have one. */
export const listTokenKeys = (db: Database, accountNumber: string): Promise<{ readonly mediaTypeId: MediaTypeId; readonly sealedKey: string }[]> =>
  db.selectFrom('tokenKeys').select(['mediaTypeId', 'sealedKey']).where('accountNumber', '=', accountNumber).execute();
