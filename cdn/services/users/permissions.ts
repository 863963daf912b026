import { closure } from '@edgegraph/permissions/grants.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { RestError, badRequest, missing } from '@edgegraph/rest/error.ts';
import type { users } from '@edgegraph/rest/users.ts';
import { customerModules } from '../../database/queries/customers.ts';
import { type Saved, savePermissions } from '../../database/queries/permissions.ts';
import { type User, findUser, lockUser } from '../../database/queries/users.ts';
import type { Database } from '../../database/tables.ts';
import type { Change, MakeChange } from './change.ts';
import { checkGrant, checkStaysIn } from './rules.ts';
import { permissionsState, tokenState } from './states.ts';
import { toPermissions } from './translate.ts';

type PermissionsRoutes = Pick<typeof users, 'getPermissions' | 'setPermissions' | 'grantPermissions'>;

/** What users may do, in the configuration store. */
export const permissionsHandlers = (db: Database, makeChange: MakeChange): Handlers<PermissionsRoutes> => ({
  getPermissions: async ({ id }, { accountNumber }) => {
    const user = await findUser(db, accountNumber, id);
    return user && toPermissions(user);
  },

  setPermissions: ({ id, body }, viewer) =>
    makeChange(viewer, async (change) => {
      const user = await lockChangeable(change.db, viewer.accountNumber, id);
      if (user.version !== body.Version) throw savedInBetween(user);
      return save(change, user, { methods: [...new Set(body.Methods)], modules: closure(body.Modules) });
    }),

  grantPermissions: ({ id, body }, viewer) =>
    makeChange(viewer, async (change) => {
      const user = await lockChangeable(change.db, viewer.accountNumber, id);
      const wanted = { methods: [...new Set([...user.methods, ...body.Methods])], modules: closure([...user.modules, ...body.Modules]) };
      const addsNothing = wanted.methods.length === user.methods.length && wanted.modules.length === closure(user.modules).length;
      return addsNothing ? { Token: null, Version: user.version } : save(change, user, wanted);
    }),
});

/** The user, kept from being changed by others until the change is made. Throws 404, and 400 for the administrator. */
async function lockChangeable(db: Database, accountNumber: string, id: number): Promise<User> {
  const user = await lockUser(db, accountNumber, id);
  if (!user) throw missing(`User ${id}`);
  if (user.isAdministrator) throw badRequest([{ path: 'id', message: 'is the administrator, who keeps every permission.' }]);
  return user;
}

async function save({ db, actor, record }: Change, user: User, wanted: Pick<User, 'methods' | 'modules'>) {
  const { accountNumber } = user;
  checkGrant(actor, user, wanted, await customerModules(db, accountNumber));
  if (user.id === actor.id) checkStaysIn(user, wanted);
  const saved = await savePermissions(db, { ...wanted, accountNumber, userId: user.id, expectedVersion: user.version, savedBy: actor });
  if (saved === null) throw missing(`User ${user.id}`);
  if ('conflict' in saved) throw savedInBetween(saved.conflict);
  await record(user, { kind: 'PERMISSIONS_SAVED', stateBefore: permissionsState(user), stateAfter: permissionsState(saved.user) });
  if (saved.issuedToken !== null) await record(user, { kind: 'TOKEN_ISSUED', stateAfter: tokenState({}) });
  return { Token: saved.issuedToken, Version: saved.user.version };
}

/** 409 with what was saved, by whom and when. */
const savedInBetween = (saved: Saved): RestError =>
  new RestError(409, `${saved.savedByLogin ?? 'Somebody'} has saved these permissions since; read them again and repeat your change.`, {
    details: toPermissions(saved),
  });
