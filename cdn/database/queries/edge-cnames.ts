import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Selectable } from 'kysely';
import { unlessViolated } from '../constraint.ts';
import { fromFlag, toFlag } from '../flag.ts';
import type { Database, EdgeCnamesTable } from '../tables.ts';
import { now } from '../time.ts';

/** What a customer sets. */
export interface EdgeCnameConfiguration {
  /** A host name in lower case; unique over all customers. */
  readonly name: string;
  /** The folder of the origin that the host serves; empty: its root. */
  readonly dirPath: string;
  /** Null: the CDN's storage. */
  readonly originId: number | null;
  readonly enableCustomReports: boolean;
}

export interface EdgeCname extends EdgeCnameConfiguration {
  readonly id: number;
  readonly accountNumber: string;
  readonly mediaTypeId: MediaTypeId;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type NewEdgeCname = EdgeCnameConfiguration & Pick<EdgeCname, 'accountNumber' | 'mediaTypeId'>;

/** `taken`: some customer has this name. `no origin`: this customer has no such origin on this platform. */
export type EdgeCnameRefusal = 'taken' | 'no origin';

/** A customer's edge CNAMEs, of one platform if it is given, in the order of their creation. */
export async function listEdgeCnames(db: Database, accountNumber: string, mediaTypeId?: MediaTypeId): Promise<EdgeCname[]> {
  const all = db.selectFrom('edgeCnames').selectAll().where('accountNumber', '=', accountNumber).orderBy('id');
  const rows = await (mediaTypeId === undefined ? all : all.where('mediaTypeId', '=', mediaTypeId)).execute();
  return rows.map(toEdgeCname);
}

/** Null: this customer has no such edge CNAME. */
export async function findEdgeCname(db: Database, accountNumber: string, id: number): Promise<EdgeCname | null> {
  const row = await db
    .selectFrom('edgeCnames')
    .selectAll()
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toEdgeCname(row) : null;
}

/** Null: this customer has no edge CNAME of this name. */
export async function findEdgeCnameByName(db: Database, accountNumber: string, name: string): Promise<EdgeCname | null> {
  const row = await db
    .selectFrom('edgeCnames')
    .selectAll()
    .where('accountNumber', '=', accountNumber)
    .where('name', '=', name)
    .executeTakeFirst();
  return row ? toEdgeCname(row) : null;
}

/** Which of these ids are edge CNAMEs of this customer. */
export async function existingEdgeCnames(db: Database, accountNumber: string, ids: readonly number[]): Promise<ReadonlySet<number>> {
  // PostgreSQL has no empty list.
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom('edgeCnames').select('id').where('accountNumber', '=', accountNumber).where('id', 'in', ids).execute();
  return new Set(rows.map(({ id }) => id));
}

export async function createEdgeCname(
  db: Database,
  { accountNumber, mediaTypeId, ...configuration }: NewEdgeCname,
): Promise<EdgeCname | EdgeCnameRefusal> {
  const createdAt = now();
  const inserted = db
    .insertInto('edgeCnames')
    .values({ accountNumber, mediaTypeId, ...toColumns(configuration), createdAt, updatedAt: createdAt })
    .returningAll()
    .executeTakeFirstOrThrow();
  const row = await unlessViolated(inserted, { unique: 'taken', foreignKey: 'no origin' });
  return typeof row === 'string' ? row : toEdgeCname(row);
}

/** Replaces an edge CNAME's whole configuration. Null: this customer has no such edge CNAME. */
export async function updateEdgeCname(
  db: Database,
  accountNumber: string,
  id: number,
  configuration: EdgeCnameConfiguration,
): Promise<EdgeCname | EdgeCnameRefusal | null> {
  const updated = db
    .updateTable('edgeCnames')
    .set({ ...toColumns(configuration), updatedAt: now() })
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  const row = await unlessViolated(updated, { unique: 'taken', foreignKey: 'no origin' });
  if (typeof row === 'string') return row;
  return row ? toEdgeCname(row) : null;
}

/** False: this customer has no such edge CNAME. */
export async function deleteEdgeCname(db: Database, accountNumber: string, id: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('edgeCnames')
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** The members by name, so that nothing else which the object may carry reaches a column. */
const toColumns = ({ name, dirPath, originId, enableCustomReports }: EdgeCnameConfiguration) => ({
  name,
  dirPath,
  originId,
  enableCustomReports: toFlag(enableCustomReports),
});

const toEdgeCname = (row: Selectable<EdgeCnamesTable>): EdgeCname => ({
  ...row,
  enableCustomReports: fromFlag(row.enableCustomReports),
});
