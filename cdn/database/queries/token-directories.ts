import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import { unlessViolated } from '../constraint.ts';
import type { Database } from '../tables.ts';

/** A directory of a platform whose content needs a token. */
export interface TokenDirectory {
  readonly id: number;
  readonly accountNumber: string;
  readonly mediaTypeId: MediaTypeId;
  readonly directory: string;
}

/** A customer's directories, of one platform if it is given, in the order of their creation. */
export function listTokenDirectories(db: Database, accountNumber: string, mediaTypeId?: MediaTypeId): Promise<TokenDirectory[]> {
  const all = db.selectFrom('tokenDirectories').selectAll().where('accountNumber', '=', accountNumber).orderBy('id');
  return (mediaTypeId === undefined ? all : all.where('mediaTypeId', '=', mediaTypeId)).execute();
}

/** Null: this customer has no such directory. */
export async function findTokenDirectory(db: Database, accountNumber: string, id: number): Promise<TokenDirectory | null> {
  const row = await db
    .selectFrom('tokenDirectories')
    .selectAll()
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** `taken`: the platform has it already. */
export function createTokenDirectory(db: Database, directory: Omit<TokenDirectory, 'id'>): Promise<TokenDirectory | 'taken'> {
  return unlessViolated(db.insertInto('tokenDirectories').values(directory).returningAll().executeTakeFirstOrThrow(), { unique: 'taken' });
}

/** Null: this customer has no such directory. `taken`: the platform has it already. */
export async function updateTokenDirectory(
  db: Database,
  accountNumber: string,
  id: number,
  directory: string,
): Promise<TokenDirectory | 'taken' | null> {
  const updated = db
    .updateTable('tokenDirectories')
    .set({ directory })
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return (await unlessViolated(updated, { unique: 'taken' })) ?? null;
}

/** False: this customer has no such directory. */
export async function deleteTokenDirectory(db: Database, accountNumber: string, id: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('tokenDirectories')
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
