import { closure } from '@edgegraph/permissions/grants.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { type RestError, badRequest, missing } from '@edgegraph/rest/error.ts';
import type { users } from '@edgegraph/rest/users.ts';
import { customerModules } from '../../database/queries/customers.ts';
import { createUser, deleteUser, findUser, listUsers, lockUser, updateUser } from '../../database/queries/users.ts';
import type { Database } from '../../database/tables.ts';
import type { MakeChange } from './change.ts';
import { checkGrant, nothing } from './rules.ts';
import { profileChange, tokenState, userState } from './states.ts';
import { toProfile, toUser } from './translate.ts';

type ProfileRoutes = Pick<typeof users, 'listUsers' | 'getUser' | 'createUser' | 'updateUser' | 'deleteUser'>;

/** Who there is, in the configuration store. */
export const profileHandlers = (db: Database, makeChange: MakeChange): Handlers<ProfileRoutes> => ({
  listUsers: async (_input, { accountNumber }) => (await listUsers(db, accountNumber)).map(toUser),

  getUser: async ({ id }, { accountNumber }) => {
    const user = await findUser(db, accountNumber, id);
    return user && toUser(user);
  },

  createUser: ({ body }, viewer) =>
    makeChange(viewer, async ({ db, actor, record }) => {
      if (body.IsAdmin === 1) throw administratorStays();
      const granted = { methods: [...new Set(body.Methods)], modules: closure(body.Modules) };
      checkGrant(actor, nothing, granted, await customerModules(db, viewer.accountNumber));
      const created = await createUser(db, { ...toProfile(body), ...granted, accountNumber: viewer.accountNumber, isAdministrator: false });
      if (created === 'taken') throw loginTaken(body.Email);
      const { user, issuedToken } = created;
      await record(user, { kind: 'USER_CREATED', stateAfter: userState(user) });
      if (issuedToken !== null) await record(user, { kind: 'TOKEN_ISSUED', stateAfter: tokenState({}) });
      return { CustomerUserId: user.id, Token: issuedToken, Version: user.version };
    }),

  updateUser: ({ id, body }, viewer) =>
    makeChange(viewer, async ({ db, record }) => {
      const user = await lockUser(db, viewer.accountNumber, id);
      if (!user) throw missing(`User ${id}`);
      if (body.IsAdmin !== undefined && (body.IsAdmin === 1) !== user.isAdministrator) throw administratorStays();
      const updated = await updateUser(db, viewer.accountNumber, id, toProfile(body));
      if (updated === 'taken') throw loginTaken(body.Email);
      if (!updated) throw missing(`User ${id}`);
      await record(updated, { kind: 'USER_UPDATED', ...profileChange(user, updated) });
      return { CustomerUserId: id };
    }),

  deleteUser: ({ id }, viewer) =>
    makeChange(viewer, async ({ db, actor, record }) => {
      const user = await lockUser(db, viewer.accountNumber, id);
      if (!user) throw missing(`User ${id}`);
      if (user.isAdministrator) throw badRequest([{ path: 'id', message: 'is the administrator, who stays as long as the customer.' }]);
      if (user.id === actor.id) throw badRequest([{ path: 'id', message: 'is you; somebody else can delete you.' }]);
      await deleteUser(db, viewer.accountNumber, id);
      await record(user, { kind: 'USER_DELETED', stateBefore: userState(user) });
      return null;
    }),
});

const administratorStays = (): RestError =>
  badRequest([{ path: 'IsAdmin', message: 'cannot change: a customer has one administrator, for good. Leave IsAdmin out.' }]);

const loginTaken = (email: string): RestError => badRequest([{ path: 'Email', message: `${email} is another user's; choose another.` }]);
