/** Token-based authentication: directories, the keys of their tokens, and tokens. */
import type { TokenDirectory as RestTokenDirectory } from '@edgegraph/rest/mcc/token-auth.ts';
import { atInput } from '../errors.ts';
import type { Resolvers, TokenDirectory } from '../generated/mcc.ts';
import { mediaTypeOf, platformOf } from '../platform.ts';
import { expected } from './expected.ts';
import type { Context } from './loaders.ts';

export const tokenAuth = {
  Customer: {
    tokenDirectories: async (_customer, { platform }, { rest, caller }) => {
      const asked = platform ? { mediatypeid: mediaTypeOf(platform) } : {};
      return (await rest.mcc.listTokenDirectories(asked, caller)).map(toTokenDirectory);
    },
  },
  CreateTokenDirectoryPayload: { tokenDirectory: ({ id }, _args, context) => findTokenDirectory(id, context) },
  UpdateTokenDirectoryPayload: { tokenDirectory: ({ id }, _args, context) => findTokenDirectory(id, context) },
  Mutation: {
    createTokenDirectory: async (_root, { input }, { rest, caller }) => {
      const { platform, directory } = input;
      const body = { Directory: directory, MediaTypeId: mediaTypeOf(platform) };
      return { id: String((await atInput(rest.mcc.createTokenDirectory({ body, ...expected(input) }, caller), members)).Id) };
    },
    updateTokenDirectory: async (_root, { input }, { rest, caller }) => {
      const { id, directory } = input;
      await atInput(rest.mcc.updateTokenDirectory({ id, body: { Directory: directory }, ...expected(input) }, caller), members);
      return { id };
    },
    deleteTokenDirectory: async (_root, { input }, { rest, caller }) => {
      const { id } = input;
      await atInput(rest.mcc.deleteTokenDirectory({ id, ...expected(input) }, caller), members);
      return { id };
    },
    setTokenKey: async (_root, { input }, { rest, caller }) => {
      const { platform, key } = input;
      await atInput(rest.mcc.setTokenKey({ body: { Key: key, MediaType: mediaTypeOf(platform) }, ...expected(input) }, caller), members);
      return { platform };
    },
    encryptToken: async (_root, { input: { platform, key, parameters } }, { rest, caller }) => {
      const body = { Key: key ?? null, MediaType: platform ? mediaTypeOf(platform) : null, TokenParameter: parameters };
      return { token: (await atInput(rest.mcc.encryptToken({ body }, caller), members)).Token };
    },
  },
} satisfies Resolvers<Context>;

/** Where the members of the bodies come from in `input`. */
const members = { Directory: 'directory', MediaTypeId: 'platform', MediaType: 'platform', Key: 'key', TokenParameter: 'parameters' };

async function findTokenDirectory(id: string, { rest, caller }: Pick<Context, 'rest' | 'caller'>): Promise<TokenDirectory | null> {
  const directory = await rest.mcc.getTokenDirectory({ id }, caller);
  return directory === null ? null : toTokenDirectory(directory);
}

const toTokenDirectory = ({ Id, MediaTypeId, Directory }: RestTokenDirectory): TokenDirectory => ({
  id: String(Id),
  platform: platformOf(MediaTypeId),
  directory: Directory,
});
