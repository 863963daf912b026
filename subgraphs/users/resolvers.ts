import { connection } from '../connection.ts';
import { atInput } from '../errors.ts';
import type { Resolvers } from '../generated/users.ts';
import { defineSubgraph } from '../subgraph.ts';
import { type Context, createLoaders } from './loaders.ts';
import { permissionsMembers, toPermissions, toPermissionsBody, toUser, toViewer } from './translate.ts';

const resolvers: Resolvers<Context> = {
  Query: {
    customer: (_root, _args, { viewer }) => viewer,
    viewer: (_root, _args, { viewer }) => toViewer(viewer),
    modules: async (_root, _args, { rest, caller }) =>
      (await rest.users.listModules({}, caller)).map(({ Name, Parent }) => ({ module: Name, parent: Parent })),
  },
  Viewer: {
    customer: ({ accountNumber }) => ({ accountNumber }),
  },
  Customer: {
    __resolveReference: (_reference, { viewer }) => viewer,
    users: async (_customer, page, { loaders }) => connection((await loaders.allUsers.load('all')).map(toUser), page),
    user: (_customer, { id }, { loaders }) => findUser(id, loaders),
  },
  User: {
    __resolveReference: ({ id }, { loaders }) => findUser(String(id), loaders),
    permissions: ({ id }, _args, { loaders }) => findPermissions(id, loaders),
  },
  SetPermissionsPayload: {
    permissions: ({ userId }, _args, { loaders }) => findPermissions(userId, loaders),
  },
  Mutation: {
    setPermissions: async (_root, { input }, { rest, caller }) => {
      const saved = rest.users.setPermissions({ id: input.userId, body: toPermissionsBody(input) }, caller);
      const { Version, Token } = await atInput(saved, permissionsMembers);
      return { userId: input.userId, version: Version, issuedToken: Token };
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
