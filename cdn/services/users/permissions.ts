import { closure } from '@edgegraph/permissions/grants.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { RestError, badRequest, missing } from '@edgegraph/rest/error.ts';
import type { users } from '@edgegraph/rest/users.ts';
import { customerModules } from '../../database/queries/customers.ts';
import { type Saved, savePermissions } from '../../database/queries/permissions.ts';
import { findUser, lockUser } from '../../database/queries/users.ts';
import type { Database } from '../../database/tables.ts';
import type { MakeChange } from './change.ts';
import { checkGrant, checkStaysIn } from './rules.ts';
import { permissionsState, tokenState } from './states.ts';
import { toPermissions } from './translate.ts';

type PermissionsRoutes = Pick<typeof users, 'getPermissions' | 'setPermissions'>;

/** What users may do, in the configuration store. */
export const permissionsHandlers = (db: Database, makeChange: MakeChange): Handlers<PermissionsRoutes> => ({
  getPermissions: async ({ id }, { accountNumber }) => {
    const user = await findUser(db, accountNumber, id);
    return user && toPermissions(user);
  },

  setPermissions: ({ id, body }, viewer) =>
    makeChange(viewer, async ({ db, actor, record }) => {
      const user = await lockUser(db, viewer.accountNumber, id);
      if (!user) throw missing(`User ${id}`);
      if (user.isAdministrator) throw badRequest([{ path: 'id', message: 'is the administrator, who keeps every permission.' }]);
      if (user.version !== body.Version) throw savedInBetween(user);
      const wanted = { methods: [...new Set(body.Methods)], modules: closure(body.Modules) };
      checkGrant(actor, user, wanted, await customerModules(db, viewer.accountNumber));
      if (user.id === actor.id) checkStaysIn(user, wanted);
      const { accountNumber } = viewer;
      const saved = await savePermissions(db, { ...wanted, accountNumber, userId: id, expectedVersion: body.Version, savedBy: actor });
      if (saved === null) throw missing(`User ${id}`);
      if ('conflict' in saved) throw savedInBetween(saved.conflict);
      await record(user, { kind: 'PERMISSIONS_SAVED', stateBefore: permissionsState(user), stateAfter: permissionsState(saved.user) });
      if (saved.issuedToken !== null) await record(user, { kind: 'TOKEN_ISSUED', stateAfter: tokenState({}) });
      return { Token: saved.issuedToken, Version: saved.user.version };
    }),
});

/** 409 with what was saved, by whom and when. */
const savedInBetween = (saved: Saved): RestError =>
  new RestError(409, `${saved.savedByLogin ?? 'Somebody'} has saved these permissions since; read them again and repeat your change.`, {
    details: toPermissions(saved),
  });
