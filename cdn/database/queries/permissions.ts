import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import { toJson } from '../json-text.ts';
import type { Database } from '../tables.ts';
import { now } from '../time.ts';
import { inTransaction } from '../transaction.ts';
import { hasToken, issueToken, revokeTokens } from './tokens.ts';
import { findUser, toUser, type User, type UserWithToken } from './users.ts';

export interface PermissionsChange {
  readonly accountNumber: string;
  readonly userId: number;
  /** The version that the change was made on. */
  readonly expectedVersion: number;
  readonly methods: readonly HttpMethod[];
  readonly modules: readonly Module[];
  readonly savedBy: Pick<User, 'id' | 'login'>;
}

/** What was saved, by whom and when. */
export type Saved = Pick<User, 'version' | 'methods' | 'modules' | 'savedByLogin' | 'savedAt'>;

/** The save that came between. */
export interface Conflict {
  readonly conflict: Saved;
}

/**
 * Saves a user's methods and modules together, and its tokens with them: the first method issues one, clearing all revokes each.
 * Changes nothing when another save came between (`conflict`) or this customer has no such user (null).
 */
export function savePermissions(db: Database, change: PermissionsChange): Promise<UserWithToken | Conflict | null> {
  return inTransaction(db, async (transaction) => {
    const row = await transaction
      .updateTable('users')
      .set((column) => ({
        methods: toJson(change.methods),
        modules: toJson(change.modules),
        version: column('version', '+', 1),
        savedByUserId: change.savedBy.id,
        savedByLogin: change.savedBy.login,
        savedAt: now(),
      }))
      .where('accountNumber', '=', change.accountNumber)
      .where('id', '=', change.userId)
      .where('version', '=', change.expectedVersion)
      .returningAll()
      .executeTakeFirst();
    if (!row) return conflictOf(await findUser(transaction, change.accountNumber, change.userId));
    return { user: toUser(row), issuedToken: await matchToken(transaction, row.id, change.methods) };
  });
}

const conflictOf = (user: User | null): Conflict | null =>
  user && {
    conflict: { version: user.version, methods: user.methods, modules: user.modules, savedByLogin: user.savedByLogin, savedAt: user.savedAt },
  };

/** The token that had to be issued, if any. */
async function matchToken(db: Database, userId: number, methods: readonly HttpMethod[]): Promise<string | null> {
  if (methods.length === 0) {
    await revokeTokens(db, userId);
    return null;
  }
  return (await hasToken(db, userId)) ? null : issueToken(db, userId);
}
