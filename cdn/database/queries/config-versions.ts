import type { Selectable } from 'kysely';
import type { ConfigVersionsTable, ConfigurationsTable, Database } from '../tables.ts';
import { now } from '../time.ts';

/** A version of a customer's configuration, without its document. */
export type ConfigVersion = Omit<Selectable<ConfigVersionsTable>, 'document'>;

export type NewConfigVersion = Omit<Selectable<ConfigVersionsTable>, 'createdAt'>;

const columns = [
  'accountNumber',
  'number',
  'state',
  'authorUserId',
  'authorLogin',
  'comment',
  'basedOn',
  'restores',
  'createdAt',
  'activatedAt',
  'activatedByLogin',
  'sequence',
] as const;

/** Keeps everybody else from changing this customer's configuration until the transaction ends. Both numbers are 0 where there is no version yet. */
export const lockConfiguration = (db: Database, accountNumber: string): Promise<Selectable<ConfigurationsTable>> =>
  db
    .insertInto('configurations')
    .values({ accountNumber, lastNumber: 0, activeNumber: 0 })
    .onConflict((conflict) => conflict.column('accountNumber').doUpdateSet((column) => ({ lastNumber: column.ref('configurations.lastNumber') })))
    .returningAll()
    .executeTakeFirstOrThrow();

/** The number of the version that is in force; null: there is none yet. */
export const findActiveNumber = async (db: Database, accountNumber: string): Promise<number | null> =>
  (await db.selectFrom('configurations').select('activeNumber').where('accountNumber', '=', accountNumber).executeTakeFirst())?.activeNumber ?? null;

/** Adds a version with the next number, or one that is in force at once. The configuration must be locked. */
export async function appendConfigVersion(db: Database, version: NewConfigVersion): Promise<void> {
  await db
    .insertInto('configVersions')
    .values({ ...version, createdAt: now() })
    .execute();
  await db
    .updateTable('configurations')
    .set({ lastNumber: version.number, ...(version.state === 'activated' ? { activeNumber: version.number } : {}) })
    .where('accountNumber', '=', version.accountNumber)
    .execute();
}

/** Puts a draft in force. The configuration must be locked. */
export async function activateDraft(
  db: Database,
  accountNumber: string,
  number: number,
  activation: Pick<ConfigVersion, 'activatedByLogin' | 'basedOn' | 'sequence'>,
): Promise<void> {
  await db
    .updateTable('configVersions')
    .set({ ...activation, state: 'activated', activatedAt: now() })
    .where('accountNumber', '=', accountNumber)
    .where('number', '=', number)
    .execute();
  await db.updateTable('configurations').set({ activeNumber: number }).where('accountNumber', '=', accountNumber).execute();
}

/** Discards a draft. False: this customer has no draft of this number. The configuration must be locked. */
export async function discardDraft(db: Database, accountNumber: string, number: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('configVersions')
    .set({ state: 'discarded' })
    .where('accountNumber', '=', accountNumber)
    .where('number', '=', number)
    .where('state', '=', 'draft')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Null: this customer has no such version. */
export const findConfigVersion = async (db: Database, accountNumber: string, number: number): Promise<Selectable<ConfigVersionsTable> | null> =>
  (await db.selectFrom('configVersions').selectAll().where('accountNumber', '=', accountNumber).where('number', '=', number).executeTakeFirst()) ?? null;

/** Which versions to list; members left out do not narrow. */
export interface ConfigVersionFilter {
  /** Which moment counts for `from` and `to`; `activatedAt` leaves out what was never put in force. `createdAt` if left out. */
  readonly by?: 'createdAt' | 'activatedAt' | undefined;
  /** From this moment, until before that one. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only versions of a lower number. */
  readonly before?: number | undefined;
  readonly numbers?: readonly number[] | undefined;
  readonly limit: number;
}

/** A customer's versions, the highest number first. */
export function listConfigVersions(db: Database, accountNumber: string, { by = 'createdAt', from, to, before, numbers, limit }: ConfigVersionFilter): Promise<ConfigVersion[]> {
  return db
    .selectFrom('configVersions')
    .select(columns)
    .where((where) =>
      where.and([
        where('accountNumber', '=', accountNumber),
        ...(by === 'activatedAt' ? [where('activatedAt', 'is not', null)] : []),
        ...(from === undefined ? [] : [where(by, '>=', from)]),
        ...(to === undefined ? [] : [where(by, '<', to)]),
        ...(before === undefined ? [] : [where('number', '<', before)]),
        ...(numbers === undefined ? [] : [where('number', 'in', numbers.length > 0 ? numbers : [0])]),
      ]),
    )
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

/** The documents of versions, by number; of those only that there are. */
export async function listConfigDocuments(db: Database, accountNumber: string, numbers: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('configVersions')
    .select(['number', 'document'])
    .where('accountNumber', '=', accountNumber)
    .where('number', 'in', numbers)
    .execute();
  return new Map(rows.map(({ number, document }) => [number, document]));
}
