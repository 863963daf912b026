/** User administration: who there is, and what their tokens may do. */
import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { z } from 'zod';
import { id, integer } from './codec.ts';
import { route } from './route.ts';

const customer = '/v2/mcc/customers/{AN}';

const grants = {
  Methods: z.array(z.enum(httpMethods, { error: `must be one of ${httpMethods.join(', ')}.` })),
  Modules: z.array(z.enum(modules, { error: 'must be the name of an access module, as GET /v2/mcc/modules lists them.' })),
};

const self = z.object({ AccountNumber: z.string(), Email: z.string(), Id: z.number(), ...grants });

export type Self = z.output<typeof self>;

const permissions = z.object({ ...grants, SavedAt: z.string().nullable(), SavedBy: z.string().nullable(), Version: z.number() });

const user = z.object({
  Email: z.string(),
  FirstName: z.string(),
  Id: z.number(),
  IsAdmin: z.number(),
  LastName: z.string(),
  Permissions: permissions,
});

export type User = z.output<typeof user>;
export type Permissions = z.output<typeof permissions>;

export const users = {
  getTokenOwner: route({
    service: 'users', method: 'GET', path: '/v2/mcc/users/self', access: 'TOKEN',
    input: z.object({}), output: self, summary: 'Whose token this is, of which customer, and what it may do.',
  }),
  getSelf: route({
    service: 'users', method: 'GET', path: `${customer}/users/self`, access: 'TOKEN',
    input: z.object({}), output: self, summary: 'Whose token this is and what it may do.',
  }),
  listModules: route({
    service: 'users', method: 'GET', path: '/v2/mcc/modules', access: 'TOKEN',
    input: z.object({}), output: z.array(z.object({ Name: z.enum(modules), Parent: z.enum(modules).nullable() })).readonly(),
    summary: 'The tree of access modules, parents before their children.',
  }),
  listUsers: route({
    service: 'users', method: 'GET', path: `${customer}/users`, access: 'VIEW_USERS',
    input: z.object({}), output: z.array(user).readonly(), summary: 'List the users with their permissions.',
  }),
  getUser: route({
    service: 'users', method: 'GET', path: `${customer}/users/{id}`, access: 'VIEW_USERS',
    input: z.object({ id }), output: user.nullable(), summary: 'Get one user; an empty body if there is none.',
  }),
  getPermissions: route({
    service: 'users', method: 'GET', path: `${customer}/users/{id}/permissions`, access: 'VIEW_USERS',
    input: z.object({ id }), output: permissions.nullable(), summary: "Get a user's permissions; an empty body if there is no such user.",
  }),
  setPermissions: route({
    service: 'users', method: 'PUT', path: `${customer}/users/{id}/permissions`, access: 'EDIT_USER',
    input: z.object({ id, body: z.object({ ...grants, Version: integer }) }),
    output: z.object({ Token: z.string().nullable(), Version: z.number() }),
    summary: 'Save the methods and modules together; Version must be the one read, else 409. Token is the one issued with the first method.',
  }),
};
