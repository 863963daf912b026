import { type MediaTypeId, mediaTypeIds } from '@edgegraph/rest/codec.ts';
import { fromFlag, toFlag } from '../flag.ts';
import { fromJson, toJson } from '../json-text.ts';
import type { Database } from '../tables.ts';

export interface LogFormat {
  /** 1 W3C, 2 Apache combined. */
  readonly baseFormat: 1 | 2;
  /** 0 Unix time, 1 text. */
  readonly dateTimeFormat: 0 | 1;
  /** Whether `/80<account number>/<directory>` is left out of paths. */
  readonly removeContentAccessPoint: boolean;
  /** The name of the custom field; null: it is not shown. */
  readonly customFieldHeader: string | null;
}

export interface LogStorage {
  readonly isEnabled: boolean;
  /** -1 for ever; 0 while it is not enabled. */
  readonly daysToKeep: number;
  /** The platforms whose logs are kept while it is enabled. */
  readonly mediaTypeIds: readonly MediaTypeId[];
}

/** What holds where a customer has set nothing. */
const defaultFormat: LogFormat = { baseFormat: 1, dateTimeFormat: 0, removeContentAccessPoint: false, customFieldHeader: null };

/** What holds where a customer has set nothing: no logs are kept; once they are, those of every platform. */
const defaultStorage: LogStorage = { isEnabled: false, daysToKeep: 0, mediaTypeIds };

/** The form of a customer's raw logs. */
export async function findLogFormat(db: Database, accountNumber: string): Promise<LogFormat> {
  const row = await db.selectFrom('logFormats').selectAll().where('accountNumber', '=', accountNumber).executeTakeFirst();
  if (!row) return defaultFormat;
  const { baseFormat, dateTimeFormat, removeContentAccessPoint, customFieldHeader } = row;
  return { baseFormat, dateTimeFormat, removeContentAccessPoint: fromFlag(removeContentAccessPoint), customFieldHeader };
}

/** Replaces the form of a customer's raw logs. */
export async function saveLogFormat(db: Database, accountNumber: string, format: LogFormat): Promise<void> {
  const columns = {
    baseFormat: format.baseFormat,
    dateTimeFormat: format.dateTimeFormat,
    removeContentAccessPoint: toFlag(format.removeContentAccessPoint),
    customFieldHeader: format.customFieldHeader,
  };
  await db
    .insertInto('logFormats')
    .values({ accountNumber, ...columns })
    .onConflict((conflict) => conflict.column('accountNumber').doUpdateSet(columns))
    .execute();
}

/** How long a customer's raw logs are kept. */
export async function findLogStorage(db: Database, accountNumber: string): Promise<LogStorage> {
  const row = await db.selectFrom('logStorage').selectAll().where('accountNumber', '=', accountNumber).executeTakeFirst();
  if (!row) return defaultStorage;
  return { isEnabled: fromFlag(row.isEnabled), daysToKeep: row.daysToKeep, mediaTypeIds: fromJson(row.mediaTypeIds) };
}

/** Replaces how long a customer's raw logs are kept. */
export async function saveLogStorage(db: Database, accountNumber: string, storage: LogStorage): Promise<void> {
  const columns = {
    isEnabled: toFlag(storage.isEnabled),
    daysToKeep: storage.daysToKeep,
    mediaTypeIds: toJson(storage.mediaTypeIds),
  };
  await db
    .insertInto('logStorage')
    .values({ accountNumber, ...columns })
    .onConflict((conflict) => conflict.column('accountNumber').doUpdateSet(columns))
    .execute();
}
