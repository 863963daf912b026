/** Tokens are stored as hashes alone. A user has one exactly while a method is granted to it: see savePermissions. */
import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import { fromJson, toJson } from '../json-text.ts';
import type { CustomerStatus, Database, TokenKind } from '../tables.ts';
import { now } from '../time.ts';
import { generateToken, hashToken, sameHash } from '../token.ts';
import { inTransaction } from '../transaction.ts';
import { grantsIn } from './grants.ts';

/** Whose token it is, with what is granted to the user and to the customer. */
export interface TokenOwner {
  readonly tokenId: number;
  readonly tokenName: string | null;
  /** When the token ends, which may be past; null: never. */
  readonly expiresAt: string | null;
  /** The IP addresses and ranges that the token may be used from; none: any. */
  readonly allowedCidrs: readonly string[];
  readonly userId: number;
  readonly login: string;
  readonly isAdministrator: boolean;
  readonly methods: readonly HttpMethod[];
  readonly modules: readonly Module[];
  readonly accountNumber: string;
  readonly customerStatus: CustomerStatus;
  readonly customerModules: readonly Module[];
}

export interface TokenInfo {
  readonly id: number;
  readonly kind: TokenKind;
  readonly name: string | null;
  readonly createdAt: string;
  /** Null: never. */
  readonly expiresAt: string | null;
  /** Null: not yet. */
  readonly lastUsedAt: string | null;
  readonly allowedCidrs: readonly string[];
}

/** A token and whose it is. */
export interface UserTokenInfo extends TokenInfo {
  readonly userId: number;
}

/** How a token is issued: as a random one without name or end, good from any address, but for what is said here. */
export interface NewToken {
  readonly token?: string;
  readonly name?: string | null;
  readonly expiresAt?: string | null;
  readonly allowedCidrs?: readonly string[];
}

/** Null for a token that nobody has (any more). Whether it has expired, and whether it may be used from where it is, is for the caller to judge. */
export async function findTokenOwner(db: Database, token: string): Promise<TokenOwner | null> {
  const hash = hashToken(token);
  const row = await selectOwners(db).where('tokens.hash', '=', hash).executeTakeFirst();
  return row && sameHash(row.hash, hash) ? toOwner(row) : null;
}

/** The same by the token's id, which no other token ever has. */
export async function findTokenOwnerById(db: Database, id: number): Promise<TokenOwner | null> {
  const row = await selectOwners(db).where('tokens.id', '=', id).executeTakeFirst();
  return row ? toOwner(row) : null;
}

const selectOwners = (db: Database) =>
  db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.userId')
    .innerJoin('customers', 'customers.accountNumber', 'users.accountNumber')
    .select([
      'tokens.id as tokenId',
      'tokens.hash',
      'tokens.name as tokenName',
      'tokens.expiresAt',
      'tokens.allowedCidrs',
      'users.id as userId',
      'users.login',
      'users.isAdministrator',
      'users.methods',
      'users.modules',
      'customers.accountNumber',
      'customers.status as customerStatus',
      'customers.modules as customerModules',
    ]);

type OwnerRow = Awaited<ReturnType<ReturnType<typeof selectOwners>['executeTakeFirstOrThrow']>>;

function toOwner(row: OwnerRow): TokenOwner {
  const { hash: _, ...owner } = row;
  return {
    ...owner,
    ...grantsIn(row),
    allowedCidrs: fromJson(row.allowedCidrs),
    customerModules: fromJson(row.customerModules),
  };
}

/** Notes that the tokens have been used now. */
export async function recordTokenUses(db: Database, tokenIds: readonly number[]): Promise<void> {
  await db.updateTable('tokens').set({ lastUsedAt: now() }).where('id', 'in', tokenIds).execute();
}

/** The user's tokens, the primary first; none if this customer has no such user. */
export const listTokens = (db: Database, accountNumber: string, userId: number): Promise<TokenInfo[]> =>
  tokensWhere(selectTokens(db, accountNumber).where('users.id', '=', userId));

/** The tokens of all of the customer's users, by user, the primary first. */
export const listAllTokens = (db: Database, accountNumber: string): Promise<UserTokenInfo[]> => tokensWhere(selectTokens(db, accountNumber));

const selectTokens = (db: Database, accountNumber: string) =>
  db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.userId')
    .select(['tokens.id', 'tokens.userId', 'tokens.kind', 'tokens.name', 'tokens.createdAt', 'tokens.expiresAt', 'tokens.lastUsedAt', 'tokens.allowedCidrs'])
    .where('users.accountNumber', '=', accountNumber)
    .orderBy('tokens.userId')
    .orderBy('tokens.kind', 'desc');

async function tokensWhere(query: ReturnType<typeof selectTokens>): Promise<UserTokenInfo[]> {
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, allowedCidrs: fromJson(row.allowedCidrs) }));
}

/**
 * Gives the user a new primary token, makes the old one the backup and discards the backup of before.
 * Null if this customer has no such user or no method is granted to it.
 */
export function rotateToken(db: Database, accountNumber: string, userId: number, settings: NewToken = {}): Promise<string | null> {
  return inTransaction(db, async (transaction) => {
    // Writing the row without a change locks it in either database, so that no save of permissions comes between.
    const user = await transaction
      .updateTable('users')
      .set((column) => ({ version: column.ref('version') }))
      .where('accountNumber', '=', accountNumber)
      .where('id', '=', userId)
      .returning('methods')
      .executeTakeFirst();
    if (!user || fromJson(user.methods).length === 0) return null;
    await transaction.deleteFrom('tokens').where('userId', '=', userId).where('kind', '=', 'backup').execute();
    await transaction.updateTable('tokens').set({ kind: 'backup' }).where('userId', '=', userId).execute();
    return issueToken(transaction, userId, settings);
  });
}

/** False if this customer has no such user or the user has no backup. */
export async function deleteBackupToken(db: Database, accountNumber: string, userId: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('tokens')
    .where('kind', '=', 'backup')
    .where('userId', 'in', ({ selectFrom }) =>
      selectFrom('users').select('id').where('accountNumber', '=', accountNumber).where('id', '=', userId),
    )
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Stores a primary token for a user that has none, and answers it. */
export async function issueToken(
  db: Database,
  userId: number,
  { token = generateToken(), name = null, expiresAt = null, allowedCidrs = [] }: NewToken = {},
): Promise<string> {
  const settings = { name, expiresAt, allowedCidrs: toJson(allowedCidrs) };
  await db.insertInto('tokens').values({ userId, kind: 'primary', hash: hashToken(token), createdAt: now(), ...settings }).execute();
  return token;
}

export async function hasToken(db: Database, userId: number): Promise<boolean> {
  return (await db.selectFrom('tokens').select('id').where('userId', '=', userId).executeTakeFirst()) !== undefined;
}

export async function revokeTokens(db: Database, userId: number): Promise<void> {
  await db.deleteFrom('tokens').where('userId', '=', userId).execute();
}
