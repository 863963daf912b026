import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { Selectable } from 'kysely';
import { unlessViolated } from '../constraint.ts';
import { toFlag } from '../flag.ts';
import { fromJson, toJson } from '../json-text.ts';
import type { Contact, Database, UsersTable } from '../tables.ts';
import { now } from '../time.ts';
import { inTransaction } from '../transaction.ts';
import { grantsIn } from './grants.ts';
import { issueToken } from './tokens.ts';

export interface User {
  readonly id: number;
  readonly accountNumber: string;
  /** The e-mail address to sign in with, in lower case; unique over all customers. */
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly contact: Contact;
  readonly isAdministrator: boolean;
  /** Of methods and modules; counts their saves from 1. */
  readonly version: number;
  readonly methods: readonly HttpMethod[];
  readonly modules: readonly Module[];
  /** Who saved methods and modules last, and when; null before the first save. The id is null, too, once that user is gone. */
  readonly savedByUserId: number | null;
  readonly savedByLogin: string | null;
  readonly savedAt: string | null;
  readonly createdAt: string;
}

export interface NewUser extends Pick<User, 'accountNumber' | 'login' | 'firstName' | 'lastName'> {
  readonly contact?: Contact;
  readonly isAdministrator: boolean;
  readonly methods: readonly HttpMethod[];
  readonly modules: readonly Module[];
  /** The token to issue, which is stored as a hash alone; without it, a random one. */
  readonly token?: string;
}

/** A user with the token that was issued to it: the only time that the token is seen. */
export interface UserWithToken {
  readonly user: User;
  readonly issuedToken: string | null;
}

/** Creates a user, with a token if any method is granted. `taken`: a user of some customer has this login. */
export function createUser(db: Database, { token, ...user }: NewUser): Promise<UserWithToken | 'taken'> {
  return inTransaction(db, async (transaction) => {
    const row = await transaction
      .insertInto('users')
      .values({
        ...user,
        login: user.login.toLowerCase(),
        contact: toJson(user.contact ?? {}),
        isAdministrator: toFlag(user.isAdministrator),
        version: 1,
        methods: toJson(user.methods),
        modules: toJson(user.modules),
        createdAt: now(),
      })
      .onConflict((conflict) => conflict.column('login').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) return 'taken';
    return { user: toUser(row), issuedToken: user.methods.length > 0 ? await issueToken(transaction, row.id, { token }) : null };
  });
}

/** Null: this customer has no such user. */
export async function findUser(db: Database, accountNumber: string, id: number): Promise<User | null> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toUser(row) : null;
}

/** The user as findUser has it, unchanged by anybody else until the transaction ends. */
export async function lockUser(db: Database, accountNumber: string, id: number): Promise<User | null> {
  // Writing the row without a change locks it in either database.
  const row = await db
    .updateTable('users')
    .set((column) => ({ version: column.ref('version') }))
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row ? toUser(row) : null;
}

/** A customer's users in the order of their creation. */
export async function listUsers(db: Database, accountNumber: string): Promise<User[]> {
  const rows = await db.selectFrom('users').selectAll().where('accountNumber', '=', accountNumber).orderBy('id').execute();
  return rows.map(toUser);
}

export type Profile = Pick<User, 'login' | 'firstName' | 'lastName' | 'contact'>;

/** Replaces a user's profile. Null: this customer has no such user. `taken`: another user of some customer has this login. */
export async function updateUser(
  db: Database,
  accountNumber: string,
  id: number,
  { login, firstName, lastName, contact }: Profile,
): Promise<User | 'taken' | null> {
  const update = db
    .updateTable('users')
    .set({ login: login.toLowerCase(), firstName, lastName, contact: toJson(contact) })
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .returningAll();
  const row = await unlessViolated(update.executeTakeFirst(), { unique: 'taken' });
  if (row === 'taken') return row;
  return row ? toUser(row) : null;
}

/** Deletes a user with its tokens, but never the administrator. False if this customer has no such user. */
export async function deleteUser(db: Database, accountNumber: string, id: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('users')
    .where('accountNumber', '=', accountNumber)
    .where('id', '=', id)
    .where('isAdministrator', '=', toFlag(false))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export const toUser = (row: Selectable<UsersTable>): User => ({
  ...row,
  ...grantsIn(row),
  contact: fromJson(row.contact),
});
