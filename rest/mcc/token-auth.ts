/** `mcc`: token-based authentication: directories that need a token, the keys that tokens are made with, and tokens. */
import { z } from 'zod';
import { id, mediaTypeId, mediaTypeIds } from '../codec.ts';
import { route } from '../route.ts';
import { expectedVersion } from './expected-version.ts';
import { tokenDirectoryPath } from './fields.ts';

const customer = '/v2/mcc/customers/{AN}';

const tokenDirectory = z.object({ Directory: z.string(), Id: z.number(), MediaTypeId: z.literal(mediaTypeIds) });

export type TokenDirectory = z.output<typeof tokenDirectory>;

const key = z.string({ error: 'is missing.' }).regex(/^[A-Za-z0-9]{1,256}$/, 'must be 1 to 256 letters and digits.');

/** AES-GCM adds 28 bytes, and base64url makes 4 characters of 3 bytes. */
const longestParameters = Math.floor((512 * 3) / 4) - 28;

const parameters = z
  .string({ error: 'is missing.' })
  .regex(/^ec_[a-z_]+=[^&\s]*(&ec_[a-z_]+=[^&\s]*)*$/, 'must be ec_…=value, joined by &, such as ec_expire=1893456000&ec_proto_allow=https.')
  .refine((text) => /(^|&)ec_expire=(?!\d{1,10}(&|$))/.exec(text) === null, 'must have Unix seconds as ec_expire.')
  .refine((text) => Buffer.byteLength(text) <= longestParameters, `must have at most ${longestParameters} bytes, so that the token has at most 512 characters.`);

const noDirectory = 'an empty body if there is none';

export const tokenAuth = {
  listTokenDirectories: route({
    service: 'mcc', method: 'GET', path: `${customer}/token/directories`, access: 'TOKEN_AUTH',
    input: z.object({ mediatypeid: mediaTypeId.optional() }), output: z.array(tokenDirectory).readonly(),
    summary: "List the directories that need a token, on every platform or on the query's.",
  }),
  getTokenDirectory: route({
    service: 'mcc', method: 'GET', path: `${customer}/token/directories/{id}`, access: 'TOKEN_AUTH',
    input: z.object({ id }), output: tokenDirectory.nullable(), summary: `Get one directory that needs a token; ${noDirectory}.`,
  }),
  createTokenDirectory: route({
    service: 'mcc', method: 'POST', path: `${customer}/token/directories`, access: 'TOKEN_AUTH',
    input: z.object({ ...expectedVersion, body: z.object({ Directory: tokenDirectoryPath, MediaTypeId: mediaTypeId }) }), output: z.object({ Id: z.number() }),
    summary: 'Let a directory need a token.',
  }),
  createTokenDirectoryOfMediaType: route({
    service: 'mcc', method: 'POST', path: `${customer}/token/directory`, access: 'TOKEN_AUTH',
    input: z.object({ ...expectedVersion, body: z.object({ Directory: tokenDirectoryPath, MediaType: mediaTypeId }) }), output: z.object({ Id: z.number() }),
    summary: 'The older form of POST token/directories.',
  }),
  updateTokenDirectory: route({
    service: 'mcc', method: 'PUT', path: `${customer}/token/directories/{id}`, access: 'TOKEN_AUTH',
    input: z.object({ ...expectedVersion, id, body: z.object({ Directory: tokenDirectoryPath }) }), output: z.null(), summary: 'Change which directory needs a token.',
  }),
  deleteTokenDirectory: route({
    service: 'mcc', method: 'DELETE', path: `${customer}/token/directories/{id}`, access: 'TOKEN_AUTH',
    input: z.object({ ...expectedVersion, id }), output: z.null(), summary: 'Let a directory need no token any more.',
  }),
  setTokenKey: route({
    service: 'mcc', method: 'PUT', path: `${customer}/token/key`, access: 'TOKEN_AUTH',
    input: z.object({ ...expectedVersion, body: z.object({ Key: key, MediaType: mediaTypeId }) }), output: z.null(),
    summary: "Replace the key of a platform's tokens; no route reads it back.",
  }),
  encryptToken: route({
    service: 'mcc', method: 'PUT', path: '/v2/mcc/token/encrypt', access: 'TOKEN_AUTH',
    // Beyond the contract, the platform's stored key can take the place of Key.
    input: z.object({ body: z.object({ Key: key.nullish(), MediaType: mediaTypeId.nullish(), TokenParameter: parameters }) }),
    output: z.object({ Token: z.string() }), summary: 'Make a token (version 3) with the given key, or with the stored one of a platform.',
  }),
};
