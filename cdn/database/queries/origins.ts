import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Selectable } from 'kysely';
import { unlessViolated } from '../constraint.ts';
import { fromFlag, toFlag } from '../flag.ts';
import { fromJson, toJson } from '../json-text.ts';
import type { Database, LoadBalancing, OriginsTable } from '../tables.ts';
import { now } from '../time.ts';

/** What a customer sets. */
export interface OriginConfiguration {
  /** Unique among a customer's origins of one platform. */
  readonly directoryName: string;
  readonly hostHeader: string;
  /** `http://host:port` in the order of their use; empty: no HTTP. */
  readonly httpHostnames: readonly string[];
  readonly httpLoadBalancing: LoadBalancing | null;
  /** `https://host:port` in the order of their use; empty: no HTTPS. */
  readonly httpsHostnames: readonly string[];
  readonly httpsLoadBalancing: LoadBalancing | null;
  /** 1 default (IPv4), 2 IPv6 preferred, 3 IPv4 preferred, 4 IPv4 only, 5 IPv6 only. */
  readonly networkConfiguration: number;
  /** POP or bypass codes. */
  readonly shieldPops: readonly string[];
  readonly followRedirects: boolean;
  readonly validationUrl: string | null;
}

export interface Origin extends OriginConfiguration {
  readonly id: number;
  readonly accountNumber: string;
  readonly mediaTypeId: MediaTypeId;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type NewOrigin = OriginConfiguration & Pick<Origin, 'accountNumber' | 'mediaTypeId'>;

/** A customer's origins, of one platform if it is given, in the order of their creation. */
export async function listOrigins(db: Database, accountNumber: string, mediaTypeId?: MediaTypeId): Promise<Origin[]> {
  const all = db.selectFrom('origins').selectAll().where('accountNumber', '=', accountNumber).orderBy('id');
  const rows = await (mediaTypeId === undefined ? all : all.where('mediaTypeId', '=', mediaTypeId)).execute();
  return rows.map(toOrigin);
}

/** Null: this customer has no such origin. */
export async function findOrigin(db: Database, accountNumber: string, id: number): Promise<Origin | null> {
  const row = await db
    .selectFrom('origins')
    .selectAll()
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toOrigin(row) : null;
}

/** `taken`: another origin of the customer's has this directory name on this platform. */
export async function createOrigin(
  db: Database,
  { accountNumber, mediaTypeId, ...configuration }: NewOrigin,
): Promise<Origin | 'taken'> {
  const createdAt = now();
  const inserted = db
    .insertInto('origins')
    .values({ accountNumber, mediaTypeId, ...toColumns(configuration), createdAt, updatedAt: createdAt })
    .returningAll()
    .executeTakeFirstOrThrow();
  const row = await unlessViolated(inserted, { unique: 'taken' });
  return row === 'taken' ? row : toOrigin(row);
}

/**
 * Replaces an origin's whole configuration. Null: this customer has no such origin. `taken`: another one has this directory name.
 * `in use`: the directory name would change while an edge CNAME uses the origin.
 */
export async function updateOrigin(
  db: Database,
  accountNumber: string,
  id: number,
  configuration: OriginConfiguration,
): Promise<Origin | 'taken' | 'in use' | null> {
  const updated = db
    .updateTable('origins')
    .set({ ...toColumns(configuration), updatedAt: now() })
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .where(({ eb, or, not, exists, selectFrom }) =>
      or([
        eb('directoryName', '=', configuration.directoryName),
        not(exists(selectFrom('edgeCnames').select('edgeCnames.id').where('originId', '=', id))),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  const row = await unlessViolated(updated, { unique: 'taken' });
  if (row === 'taken') return row;
  if (row) return toOrigin(row);
  return (await findOrigin(db, accountNumber, id)) ? 'in use' : null;
}

/** Which of these ids are origins of this customer. */
export async function existingOrigins(db: Database, accountNumber: string, ids: readonly number[]): Promise<ReadonlySet<number>> {
  // PostgreSQL has no empty list.
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom('origins').select('id').where('accountNumber', '=', accountNumber).where('id', 'in', ids).execute();
  return new Set(rows.map(({ id }) => id));
}

/** Marks an origin of that platform as updated now. False: this customer has no such origin. */
export async function touchOrigin(db: Database, accountNumber: string, id: number, mediaTypeId: MediaTypeId): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('origins')
    .set({ updatedAt: now() })
    .where('accountNumber', '=', accountNumber)
    .where('mediaTypeId', '=', mediaTypeId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** `in use`: an edge CNAME uses it. False: this customer has no such origin. */
export async function deleteOrigin(db: Database, accountNumber: string, id: number): Promise<boolean | 'in use'> {
  const deletion = db.deleteFrom('origins').where('accountNumber', '=', accountNumber).where('id', '=', id).executeTakeFirst();
  const result = await unlessViolated(deletion, { foreignKey: 'in use' });
  return result === 'in use' ? result : result.numDeletedRows > 0n;
}

/** The members by name, so that nothing else which the object may carry reaches a column. */
const toColumns = (configuration: OriginConfiguration) => ({
  directoryName: configuration.directoryName,
  hostHeader: configuration.hostHeader,
  httpHostnames: toJson(configuration.httpHostnames),
  httpLoadBalancing: configuration.httpLoadBalancing,
  httpsHostnames: toJson(configuration.httpsHostnames),
  httpsLoadBalancing: configuration.httpsLoadBalancing,
  networkConfiguration: configuration.networkConfiguration,
  shieldPops: toJson(configuration.shieldPops),
  followRedirects: toFlag(configuration.followRedirects),
  validationUrl: configuration.validationUrl,
});

const toOrigin = (row: Selectable<OriginsTable>): Origin => ({
  ...row,
  httpHostnames: fromJson(row.httpHostnames),
  httpsHostnames: fromJson(row.httpsHostnames),
  shieldPops: fromJson(row.shieldPops),
  followRedirects: fromFlag(row.followRedirects),
});
