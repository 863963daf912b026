import { closure } from '@edgegraph/permissions/grants.ts';
import { modules, parentModule } from '@edgegraph/permissions/modules.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { RestError, badRequest, missing } from '@edgegraph/rest/error.ts';
import type { Permissions, Self, User as RestUser, users } from '@edgegraph/rest/users.ts';
import { savePermissions } from '../../database/queries/permissions.ts';
import { type User, findUser, listUsers } from '../../database/queries/users.ts';
import type { Database } from '../../database/tables.ts';

/** User administration, over the configuration store. */
export const usersHandlers = (db: Database): Handlers<typeof users> => ({
  getTokenOwner: (_input, viewer) => toSelf(viewer),
  getSelf: (_input, viewer) => toSelf(viewer),
  listModules: () => modules.map((module) => ({ Name: module, Parent: parentModule[module] })),
  listUsers: async (_input, { accountNumber }) => (await listUsers(db, accountNumber)).map(toRest),

  getUser: async ({ id }, { accountNumber }) => {
    const user = await findUser(db, accountNumber, id);
    return user && toRest(user);
  },

  getPermissions: async ({ id }, { accountNumber }) => {
    const user = await findUser(db, accountNumber, id);
    return user && toPermissions(user);
  },

  setPermissions: async ({ id, body }, viewer) => {
    const user = await findUser(db, viewer.accountNumber, id);
    if (!user) throw missing(`User ${id}`);
    const wanted = { methods: [...new Set(body.Methods)], modules: closure(body.Modules) };
    checkChange(user, wanted, viewer);
    const saved = await savePermissions(db, {
      ...wanted,
      accountNumber: viewer.accountNumber,
      userId: id,
      expectedVersion: body.Version,
      savedBy: { id: viewer.userId, login: viewer.login },
    });
    if (saved === null) throw missing(`User ${id}`);
    if ('conflict' in saved) throw savedInBetween(saved.conflict);
    return { Token: saved.issuedToken, Version: saved.user.version };
  },
});

/** Nobody grants what they do not hold, and the administrator keeps every permission. */
function checkChange(user: User, wanted: Pick<User, 'methods' | 'modules'>, viewer: Viewer): void {
  if (user.isAdministrator) throw badRequest([{ path: 'id', message: 'is the administrator, who keeps every permission.' }]);
  const methods = wanted.methods.filter((method) => !user.methods.includes(method) && !viewer.methods.has(method));
  const modulesNotHeld = wanted.modules.filter((module) => !user.modules.includes(module) && !viewer.modules.has(module));
  const problems = [
    methods.length > 0 && { path: 'Methods', message: `You can't grant ${methods.join(', ')}, which you do not hold yourself.` },
    modulesNotHeld.length > 0 && { path: 'Modules', message: `You can't grant ${modulesNotHeld.join(', ')}, which you do not hold yourself.` },
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw badRequest(problems);
}

const savedInBetween = ({ version, savedByLogin, savedAt }: Pick<User, 'version' | 'savedByLogin' | 'savedAt'>): RestError =>
  new RestError(409, `${savedByLogin ?? 'Somebody'} has saved these permissions since; read them again and repeat your change.`, {
    details: { SavedAt: savedAt, SavedBy: savedByLogin, Version: version },
  });

const toSelf = ({ accountNumber, login, userId, methods, modules }: Viewer): Self => ({
  AccountNumber: accountNumber,
  Email: login,
  Id: userId,
  Methods: [...methods],
  Modules: [...modules],
});

const toRest = (user: User): RestUser => ({
  Email: user.login,
  FirstName: user.firstName,
  Id: user.id,
  IsAdmin: user.isAdministrator ? 1 : 0,
  LastName: user.lastName,
  Permissions: toPermissions(user),
});

const toPermissions = ({ methods, modules, savedAt, savedByLogin, version }: User): Permissions => ({
  Methods: [...methods],
  Modules: [...modules],
  SavedAt: savedAt,
  SavedBy: savedByLogin,
  Version: version,
});
