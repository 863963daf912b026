import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest, missing } from '@edgegraph/rest/error.ts';
import type { TokenSettings } from '@edgegraph/rest/token.ts';
import type { users } from '@edgegraph/rest/users.ts';
import { deleteBackupToken, listAllTokens, listTokens, rotateToken } from '../../database/queries/tokens.ts';
import { type User, lockUser } from '../../database/queries/users.ts';
import type { Database } from '../../database/tables.ts';
import { allowedAddresses } from '../allowed-addresses.ts';
import type { MakeChange } from './change.ts';
import { checkIssue, checkRevoke } from './rules.ts';
import { tokenState } from './states.ts';
import { toTokenInfo } from './translate.ts';

type TokenRoutes = Pick<typeof users, 'listTokens' | 'listAllTokens' | 'rotateToken' | 'deleteBackupToken'>;

/** Users' primary and backup tokens, in the configuration store. */
export const tokenHandlers = (db: Database, makeChange: MakeChange, clock: () => number): Handlers<TokenRoutes> => ({
  listTokens: async ({ id }, { accountNumber }) => (await listTokens(db, accountNumber, id)).map(toTokenInfo),

  listAllTokens: async (_input, { accountNumber }) =>
    (await listAllTokens(db, accountNumber)).map((token) => ({ ...toTokenInfo(token), UserId: token.userId })),

  rotateToken: ({ id, body }, viewer) =>
    makeChange(viewer, async ({ db, actor, record }) => {
      const user = await lockUser(db, viewer.accountNumber, id);
      if (!user) throw missing(`User ${id}`);
      checkIssue(actor, user);
      checkSettings(body, user, viewer, clock());
      const settings = toSettings(body);
      const replaced = (await listTokens(db, viewer.accountNumber, id)).find(({ kind }) => kind === 'primary');
      const token = await rotateToken(db, viewer.accountNumber, id, settings);
      if (token === null) throw badRequest([{ path: 'id', message: 'is a user without methods; granting the first one issues a token.' }]);
      await record(user, { kind: 'TOKEN_ROTATED', stateBefore: replaced ? tokenState(replaced) : null, stateAfter: tokenState(settings) });
      return { Token: token };
    }),

  deleteBackupToken: ({ id }, viewer) =>
    makeChange(viewer, async ({ db, actor, record }) => {
      const user = await lockUser(db, viewer.accountNumber, id);
      if (!user) throw missing(`User ${id}`);
      checkRevoke(actor, user);
      const backup = (await listTokens(db, viewer.accountNumber, id)).find(({ kind }) => kind === 'backup');
      if (!backup) throw missing(`A backup token of user ${id}`);
      if (backup.id === viewer.token?.id) {
        throw badRequest([{ path: 'id', message: 'is you, with this very token; revoke it with your primary token.' }]);
      }
      await deleteBackupToken(db, viewer.accountNumber, id);
      await record(user, { kind: 'TOKEN_BACKUP_DELETED', stateBefore: tokenState(backup) });
      return null;
    }),
});

const toSettings = ({ AllowedCidrs, ExpiresAt, Name }: TokenSettings) => ({
  name: Name || null,
  expiresAt: ExpiresAt == null ? null : new Date(ExpiresAt).toISOString(),
  allowedCidrs: AllowedCidrs ?? [],
});

/** Throws for a token that would be void from the start, or could lock out the administrator. */
function checkSettings({ AllowedCidrs, ExpiresAt }: TokenSettings, { isAdministrator }: User, { address }: Viewer, now: number): void {
  const excludesActor = !allowedAddresses(AllowedCidrs ?? [])(address);
  const problems = [
    ExpiresAt != null && ExpiresAt <= now && { path: 'ExpiresAt', message: 'must be in the future.' },
    ExpiresAt != null && isAdministrator && { path: 'ExpiresAt', message: 'is not for the administrator, who never loses access; leave it out.' },
    excludesActor && isAdministrator && { path: 'AllowedCidrs', message: 'must hold the address that you use now, or you would lock yourself out.' },
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw badRequest(problems);
}
