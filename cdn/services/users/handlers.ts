import { modules, parentModule } from '@edgegraph/permissions/modules.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import type { Self, users } from '@edgegraph/rest/users.ts';
import type { Store } from '../../database/store.ts';
import type { DenialLog } from '../denials.ts';
import { accessLogHandlers } from './access-log.ts';
import { changesOf } from './change.ts';
import { permissionsHandlers } from './permissions.ts';
import { profileHandlers } from './profiles.ts';
import { tokenHandlers } from './tokens.ts';

/** User administration, over the configuration store. `clock` tells milliseconds since 1970. */
export function usersHandlers({ db, notices }: Pick<Store, 'db' | 'notices'>, denials: DenialLog, clock: () => number): Handlers<typeof users> {
  const makeChange = changesOf(db, notices);
  return {
    getTokenOwner: (_input, viewer) => toSelf(viewer),
    getSelf: (_input, viewer) => toSelf(viewer),
    listModules: () => modules.map((module) => ({ Name: module, Parent: parentModule[module] })),
    ...profileHandlers(db, makeChange),
    ...permissionsHandlers(db, makeChange),
    ...tokenHandlers(db, makeChange, clock),
    ...accessLogHandlers(db, denials),
  };
}

const toSelf = ({ accountNumber, login, userId, methods, modules, token }: Viewer): Self => ({
  AccountNumber: accountNumber,
  Email: login,
  Id: userId,
  Methods: [...methods],
  Modules: [...modules],
  Token: token ? { ExpiresAt: token.expiresAt, Id: token.id, Name: token.name } : null,
});
