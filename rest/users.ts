/** User administration: who there is, and what their tokens may do. */
import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { z } from 'zod';
import { accessLog } from './access-log.ts';
import { flag, id, integer, line } from './codec.ts';
import { route } from './route.ts';
import { tokenInfo, tokenSettings } from './token.ts';

const customer = '/v2/mcc/customers/{AN}';

const grants = {
  Methods: z.array(z.enum(httpMethods, { error: `must be one of ${httpMethods.join(', ')}.` })),
  Modules: z.array(z.enum(modules, { error: 'must be the name of an access module, as GET /v2/mcc/modules lists them.' })),
};

const self = z.object({
  AccountNumber: z.string(),
  Email: z.string(),
  Id: z.number(),
  ...grants,
  Token: tokenInfo.pick({ ExpiresAt: true, Id: true, Name: true }).nullable(),
});

export type Self = z.output<typeof self>;

const permissions = z.object({ ...grants, SavedAt: z.string().nullable(), SavedBy: z.string().nullable(), Version: z.number() });

const name = line(100).min(1, 'is missing.');
const contactLine = line(200).nullish();

/** How to reach a user; what is left out, null or empty is none. */
const contact = z.object({
  Address1: contactLine,
  Address2: contactLine,
  City: contactLine,
  Country: contactLine,
  Fax: contactLine,
  Mobile: contactLine,
  Phone: contactLine,
  State: contactLine,
  Title: contactLine,
  Zip: contactLine,
});

const profile = contact.extend({
  Email: line(254).pipe(z.email({ error: 'must be an e-mail address, such as ada@example.com.' })),
  FirstName: name,
  IsAdmin: flag.optional(),
  LastName: name,
});

const text = z.string().nullable();

const user = z.object({
  Address1: text,
  Address2: text,
  City: text,
  Country: text,
  Email: z.string(),
  Fax: text,
  FirstName: z.string(),
  Id: z.number(),
  IsAdmin: z.number(),
  LastName: z.string(),
  Mobile: text,
  Permissions: permissions,
  Phone: text,
  State: text,
  Title: text,
  Zip: text,
});

export type Profile = z.output<typeof profile>;
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
  createUser: route({
    service: 'users', method: 'POST', path: `${customer}/users`, access: 'ADD_USER',
    input: z.object({ body: profile.extend({ Methods: grants.Methods.default([]), Modules: grants.Modules.default([]) }) }),
    output: z.object({ CustomerUserId: z.number(), Token: z.string().nullable(), Version: z.number() }),
    summary: 'Create a user, with no permissions but those named. Token is the one issued if a method is named, shown this once.',
  }),
  updateUser: route({
    service: 'users', method: 'PUT', path: `${customer}/users/{id}`, access: 'EDIT_USER',
    input: z.object({ id, body: profile }), output: z.object({ CustomerUserId: z.number() }),
    summary: "Replace a user's name, e-mail address and contact; members left out are emptied. Permissions stay.",
  }),
  deleteUser: route({
    service: 'users', method: 'DELETE', path: `${customer}/users/{id}`, access: 'DELETE_USER',
    input: z.object({ id }), output: z.null(), summary: 'Delete a user and revoke its tokens, at once.',
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
  grantPermissions: route({
    service: 'users', method: 'PUT', path: `${customer}/users/{id}/permissions/grant`, access: 'EDIT_USER',
    input: z.object({ id, body: z.object(grants) }), output: z.object({ Token: z.string().nullable(), Version: z.number() }),
    summary: 'Add methods and modules to those that the user has, in one step. Token is the one issued with the first method.',
  }),
  listTokens: route({
    service: 'users', method: 'GET', path: `${customer}/users/{id}/tokens`, access: 'VIEW_USERS',
    input: z.object({ id }), output: z.array(tokenInfo).readonly(), summary: "A user's tokens, the primary first; without the tokens themselves.",
  }),
  listAllTokens: route({
    service: 'users', method: 'GET', path: `${customer}/users/tokens`, access: 'VIEW_USERS',
    input: z.object({}), output: z.array(tokenInfo.extend({ UserId: z.number() })).readonly(), summary: "All users' tokens, by user, the primary first.",
  }),
  rotateToken: route({
    service: 'users', method: 'PUT', path: `${customer}/users/{id}/token`, access: 'EDIT_USER',
    input: z.object({ id, body: tokenSettings.prefault({}) }), output: z.object({ Token: z.string() }),
    summary: 'Issue a new primary token, shown this once. The old primary becomes the backup; the backup of before is revoked.',
  }),
  deleteBackupToken: route({
    service: 'users', method: 'DELETE', path: `${customer}/users/{id}/token/backup`, access: 'EDIT_USER',
    input: z.object({ id }), output: z.null(), summary: "Revoke a user's backup token, at once.",
  }),
  ...accessLog,
};
