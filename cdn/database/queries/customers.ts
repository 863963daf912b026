import type { Module } from '@edgegraph/permissions/modules.ts';
import type { Selectable } from 'kysely';
import { fromJson, toJson } from '../json-text.ts';
import type { CustomersTable, CustomerStatus, Database } from '../tables.ts';
import { now } from '../time.ts';

export interface Customer {
  /** Hexadecimal digits in upper case, four or more: `0001`. */
  readonly accountNumber: string;
  readonly name: string;
  readonly status: CustomerStatus;
  /** What this customer's users may be granted at most. */
  readonly modules: readonly Module[];
  readonly createdAt: string;
  /** By which its provider knows it; unique. Null: by none. */
  readonly customId: string | null;
  /** Days that core reports reach back; null: for ever. */
  readonly coreDays: number | null;
  /** Days that logged requests, and reports of files, are kept; null: for ever. */
  readonly contentDays: number | null;
}

/** What holds for a new customer if nothing else is said: 18 months and 90 days. */
const defaultRetention = { coreDays: 548, contentDays: 90 };

export type NewCustomer = Pick<Customer, 'accountNumber' | 'name' | 'status' | 'modules'> & Partial<Pick<Customer, 'customId' | 'coreDays' | 'contentDays'>>;

/** Every customer, in the order of the account numbers. */
export const listCustomers = async (db: Database): Promise<Customer[]> =>
  (await db.selectFrom('customers').selectAll().orderBy('accountNumber').execute()).map(toCustomer);

/** `taken`: there is a customer of this account number. */
export async function createCustomer(db: Database, customer: NewCustomer): Promise<Customer | 'taken'> {
  const row = await db
    .insertInto('customers')
    .values({
      ...defaultRetention,
      ...customer,
      accountNumber: customer.accountNumber.toUpperCase(),
      modules: toJson(customer.modules),
      createdAt: now(),
    })
    .onConflict((conflict) => conflict.column('accountNumber').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ? toCustomer(row) : 'taken';
}

/** Null: there is none of this account number. */
export async function findCustomer(db: Database, accountNumber: string): Promise<Customer | null> {
  const row = await db.selectFrom('customers').selectAll().where('accountNumber', '=', accountNumber).executeTakeFirst();
  return row ? toCustomer(row) : null;
}

/**
 * The customer as findCustomer has it, locked until the transaction ends: whoever reads a customer's settings to write them locks it before, so that
 * one at a time does so.
 */
export async function lockCustomer(db: Database, accountNumber: string): Promise<Customer | null> {
  // Writing the row without a change locks it in either database.
  const row = await db
    .updateTable('customers')
    .set((column) => ({ name: column.ref('name') }))
    .where('accountNumber', '=', accountNumber)
    .returningAll()
    .executeTakeFirst();
  return row ? toCustomer(row) : null;
}

/** What the customer's users may be granted at most. */
export const customerModules = async (db: Database, accountNumber: string): Promise<readonly Module[]> =>
  (await findCustomer(db, accountNumber))?.modules ?? [];

/** Changes what is given and keeps the rest. Null: there is no customer of this account number. */
export async function updateCustomer(
  db: Database,
  accountNumber: string,
  { modules, ...rest }: Partial<Pick<Customer, 'name' | 'status' | 'modules' | 'customId' | 'coreDays' | 'contentDays'>>,
): Promise<Customer | null> {
  const row = await db
    .updateTable('customers')
    .set({ ...rest, ...(modules === undefined ? {} : { modules: toJson(modules) }) })
    .where('accountNumber', '=', accountNumber)
    .returningAll()
    .executeTakeFirst();
  return row ? toCustomer(row) : null;
}

const toCustomer = (row: Selectable<CustomersTable>): Customer => ({ ...row, modules: fromJson(row.modules) });

export type Retention = Pick<Customer, 'coreDays' | 'contentDays'>;

/** How long the customer's reports are kept. Null: there is no customer of this account number. */
export async function retentionOf(db: Database, accountNumber: string): Promise<Retention | null> {
  const row = await db.selectFrom('customers').select(['coreDays', 'contentDays']).where('accountNumber', '=', accountNumber).executeTakeFirst();
  return row ?? null;
}

/** Of all customers that don't keep everything for ever. */
export const limitedRetentions = (db: Database): Promise<readonly (Retention & Pick<Customer, 'accountNumber'>)[]> =>
  db
    .selectFrom('customers')
    .select(['accountNumber', 'coreDays', 'contentDays'])
    .where(({ or, eb }) => or([eb('coreDays', 'is not', null), eb('contentDays', 'is not', null)]))
    .execute();
