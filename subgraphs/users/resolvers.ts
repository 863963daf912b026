import { leastGrants } from '@edgegraph/permissions/needs.ts';
import { connection } from '../connection.ts';
import { atInput } from '../errors.ts';
import type { Resolvers } from '../generated/users.ts';
import { defineSubgraph } from '../subgraph.ts';
import { accessLogPage } from './access-log.ts';
import { type Context, createLoaders } from './loaders.ts';
import { needsOfOperation, operationPermissions } from './operation-permissions.ts';
import {
  permissionsMembers,
  profileMembers,
  toPermissions,
  toPermissionsBody,
  toProfileBody,
  toSaved,
  toTokenInfo,
  toTokenSettings,
  toUser,
  toViewer,
  tokenMembers,
} from './translate.ts';
import { orderKeys, searched } from './user-list.ts';

const resolvers: Resolvers<Context> = {
  Query: {
    customer: (_root, _args, { viewer }) => viewer,
    viewer: (_root, _args, { viewer }) => toViewer(viewer),
    modules: async (_root, _args, { rest, caller }) =>
      (await rest.users.listModules({}, caller)).map(({ Name, Parent }) => ({ module: Name, parent: Parent })),
    permissionsFor: (_root, { operation }, { viewer }) => operationPermissions(operation, viewer),
  },
  Viewer: {
    customer: ({ accountNumber }) => ({ accountNumber }),
  },
  Customer: {
    __resolveReference: (_reference, { viewer }) => viewer,
    users: async (_customer, { search, orderBy, ...page }, { loaders }) =>
      connection(searched((await loaders.allUsers.load('all')).map(toUser), search), page, orderKeys[orderBy ?? 'ID']),
    user: (_customer, { id }, { loaders }) => findUser(id, loaders),
    accessLog: (_customer, args, context) => accessLogPage(args, context),
  },
  User: {
    __resolveReference: ({ id }, { loaders }) => findUser(String(id), loaders),
    permissions: ({ id }, _args, { loaders }) => findPermissions(id, loaders),
    tokens: async ({ id }, _args, { loaders }) => (await loaders.tokens.load(id)).map(toTokenInfo),
  },
  CreateUserPayload: { user: ({ id }, _args, { loaders }) => findUser(id, loaders) },
  UpdateUserPayload: { user: ({ id }, _args, { loaders }) => findUser(id, loaders) },
  SetPermissionsPayload: { permissions: ({ userId }, _args, { loaders }) => findPermissions(userId, loaders) },
  GrantForOperationPayload: { permissions: ({ userId }, _args, { loaders }) => findPermissions(userId, loaders) },
  Mutation: {
    createUser: async (_root, { input }, { rest, caller }) => {
      const body = { ...toProfileBody(input), Methods: [...(input.methods ?? [])], Modules: [...(input.modules ?? [])] };
      const { CustomerUserId, Token } = await atInput(rest.users.createUser({ body }, caller), profileMembers);
      return { id: String(CustomerUserId), issuedToken: Token };
    },
    updateUser: async (_root, { input }, { rest, caller }) => {
      await atInput(rest.users.updateUser({ id: input.id, body: toProfileBody(input) }, caller), profileMembers);
      return { id: input.id };
    },
    deleteUser: async (_root, { input: { id } }, { rest, caller }) => {
      await atInput(rest.users.deleteUser({ id }, caller), {});
      return { id };
    },
    setPermissions: async (_root, { input }, { rest, caller }) => {
      const saved = rest.users.setPermissions({ id: input.userId, body: toPermissionsBody(input) }, caller);
      return toSaved(input.userId, await atInput(saved, permissionsMembers));
    },
    grantForOperation: async (_root, { input: { userId, operation } }, { rest, caller }) => {
      const { methods, modules } = leastGrants(needsOfOperation(operation, 'input.operation'));
      const saved = rest.users.grantPermissions({ id: userId, body: { Methods: methods, Modules: modules } }, caller);
      return toSaved(userId, await atInput(saved, { Methods: 'operation', Modules: 'operation', id: 'userId' }));
    },
    rotateToken: async (_root, { input }, { rest, caller }) => {
      const { Token } = await atInput(rest.users.rotateToken({ id: input.userId, body: toTokenSettings(input) }, caller), tokenMembers);
      return { userId: input.userId, issuedToken: Token };
    },
    deleteBackupToken: async (_root, { input: { userId } }, { rest, caller }) => {
      await atInput(rest.users.deleteBackupToken({ id: userId }, caller), { id: 'userId' });
      return { userId };
    },
  },
};

async function findUser(id: string, { user }: Context['loaders']) {
  const found = await user.load(id);
  return found === null ? null : toUser(found);
}

async function findPermissions(userId: string, { permissions }: Context['loaders']) {
  const found = await permissions.load(userId);
  return found === null ? null : toPermissions(found);
}

export const users = defineSubgraph({ name: 'users', resolvers, createLoaders });
