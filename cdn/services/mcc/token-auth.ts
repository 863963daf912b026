import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { type RestError, badRequest, missing } from '@edgegraph/rest/error.ts';
import type { TokenDirectory as RestTokenDirectory, tokenAuth } from '@edgegraph/rest/mcc/token-auth.ts';
import { type ConfigurationStore, changeConfiguration } from '../../configuration/change.ts';
import { placeOfKey } from '../../configuration/token-key-place.ts';
import { platforms } from '../../configuration/words.ts';
import {
  type TokenDirectory,
  createTokenDirectory,
  deleteTokenDirectory,
  findTokenDirectory,
  listTokenDirectories,
  updateTokenDirectory,
} from '../../database/queries/token-directories.ts';
import { findTokenKey, saveTokenKey } from '../../database/queries/token-keys.ts';
import { encryptToken } from '../../ectoken.ts';
import type { Vault } from '../../vault.ts';

/** Token-based authentication, in the configuration store; keys lie there sealed. */
export const tokenAuthHandlers = (store: ConfigurationStore, vault: Vault): Handlers<typeof tokenAuth> => {
  const { db } = store;

  const create = async (viewer: Viewer, expectedVersion: number | undefined, mediaTypeId: MediaTypeId, directory: string) => {
    const { answer } = await changeConfiguration(store, viewer, { expectedVersion }, async (change) => {
      const created = await createTokenDirectory(change.db, { accountNumber: viewer.accountNumber, mediaTypeId, directory });
      if (created === 'taken') throw directoryTaken(directory);
      return { Id: created.id };
    });
    return answer;
  };

  const storedKey = async (accountNumber: string, mediaTypeId: MediaTypeId) => {
    const sealed = await findTokenKey(db, accountNumber, mediaTypeId);
    if (sealed === null) throw badRequest([{ path: 'MediaType', message: 'has no key yet; set one first, or give Key.' }]);
    return vault.open(sealed, placeOfKey(accountNumber, mediaTypeId));
  };

  return {
    listTokenDirectories: async ({ mediatypeid }, { accountNumber }) =>
      (await listTokenDirectories(db, accountNumber, mediatypeid)).map(toRest),

    getTokenDirectory: async ({ id }, { accountNumber }) => {
      const directory = await findTokenDirectory(db, accountNumber, id);
      return directory === null ? null : toRest(directory);
    },

    createTokenDirectory: ({ body, expectedversion }, viewer) => create(viewer, expectedversion, body.MediaTypeId, body.Directory),
    createTokenDirectoryOfMediaType: ({ body, expectedversion }, viewer) => create(viewer, expectedversion, body.MediaType, body.Directory),

    updateTokenDirectory: async ({ id, body, expectedversion }, viewer) => {
      await changeConfiguration(store, viewer, { expectedVersion: expectedversion }, async (change) => {
        const updated = await updateTokenDirectory(change.db, viewer.accountNumber, id, body.Directory);
        if (updated === null) throw noDirectory(id);
        if (updated === 'taken') throw directoryTaken(body.Directory);
      });
      return null;
    },

    deleteTokenDirectory: async ({ id, expectedversion }, viewer) => {
      await changeConfiguration(store, viewer, { expectedVersion: expectedversion }, async (change) => {
        if (!(await deleteTokenDirectory(change.db, viewer.accountNumber, id))) throw noDirectory(id);
      });
      return null;
    },

    setTokenKey: async ({ body: { Key, MediaType }, expectedversion }, viewer) => {
      const place = placeOfKey(viewer.accountNumber, MediaType);
      await changeConfiguration(store, viewer, { expectedVersion: expectedversion }, async (change) => {
        const sealed = await findTokenKey(change.db, viewer.accountNumber, MediaType);
        if (sealed !== null && vault.open(sealed, place) === Key) return;
        await saveTokenKey(change.db, viewer.accountNumber, MediaType, vault.seal(Key, place));
        change.note(`The token key of ${platforms.wordOf(MediaType)} was replaced.`);
      });
      return null;
    },

    encryptToken: async ({ body: { Key, MediaType, TokenParameter } }, { accountNumber }) => {
      if (Key && MediaType) throw badRequest([{ path: 'Key', message: 'and a platform exclude each other; give one.' }]);
      if (Key) return { Token: encryptToken(Key, TokenParameter) };
      if (!MediaType) throw badRequest([{ path: 'Key', message: 'is missing; give one, or the platform whose stored key to use.' }]);
      return { Token: encryptToken(await storedKey(accountNumber, MediaType), TokenParameter) };
    },
  };
};

const noDirectory = (id: number): RestError => missing(`Token directory ${id}`);

const directoryTaken = (directory: string): RestError =>
  badRequest([{ path: 'Directory', message: `"${directory}" needs a token on this platform already.` }]);

const toRest = ({ id, mediaTypeId, directory }: TokenDirectory): RestTokenDirectory => ({
  Directory: directory,
  Id: id,
  MediaTypeId: mediaTypeId,
});
