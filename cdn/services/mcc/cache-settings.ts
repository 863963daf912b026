import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import type { Compression, QueryStringCaching, QueryStringLogging, cacheSettings } from '@edgegraph/rest/mcc/cache-settings.ts';
import { type ConfigurationStore, changeConfiguration } from '../../configuration/change.ts';
import { type CacheSettings, type PlatformCacheSettings, listCacheSettings, saveCacheSettings } from '../../database/queries/cache-settings.ts';

/** Compression and query strings, in the configuration store. */
export const cacheSettingHandlers = (store: ConfigurationStore): Handlers<typeof cacheSettings> => {
  const get =
    <Setting>(toRest: (settings: PlatformCacheSettings) => Setting) =>
    async ({ mediatypeid }: { readonly mediatypeid?: MediaTypeId | undefined }, { accountNumber }: { readonly accountNumber: string }) => {
      const all = await listCacheSettings(store.db, accountNumber);
      const one = all.find(({ mediaTypeId }) => mediaTypeId === mediatypeid);
      return one ? toRest(one) : all.map(toRest);
    };

  const save = async (viewer: Viewer, expectedVersion: number | undefined, mediaTypeId: MediaTypeId, changes: Partial<CacheSettings>) => {
    await changeConfiguration(store, viewer, { expectedVersion }, ({ db }) => saveCacheSettings(db, viewer.accountNumber, mediaTypeId, changes));
    return null;
  };

  return {
    getCompression: get(toCompression),
    setCompression: ({ body, expectedversion }, viewer) => {
      const compressedTypes = [...new Set(body.ContentTypes)].filter((type) => type !== '');
      const compress = (body.Status ?? 1) === 1;
      if (compress && compressedTypes.length === 0) {
        throw badRequest([{ path: 'ContentTypes', message: 'needs a media type such as text/html while compression is on.' }]);
      }
      return save(viewer, expectedversion, body.MediaTypeId, { compress, compressedTypes });
    },

    getQueryStringCaching: get(toQueryStringCaching),
    setQueryStringCaching: ({ body, expectedversion }, viewer) =>
      save(viewer, expectedversion, body.MediaTypeId, { queryStringCaching: body.QueryStringCaching }),

    getQueryStringLogging: get(toQueryStringLogging),
    setQueryStringLogging: ({ body, expectedversion }, viewer) =>
      save(viewer, expectedversion, body.MediaTypeId, { logQueryStrings: body.QueryStringLogging === 'log' }),
  };
};

/** The contract shows a list without media types as one of an empty text. */
const toCompression = ({ compress, compressedTypes, mediaTypeId }: PlatformCacheSettings): Compression => ({
  ContentTypes: compressedTypes.length > 0 ? [...compressedTypes] : [''],
  MediaTypeId: mediaTypeId,
  Status: compress ? 1 : 0,
});

const toQueryStringCaching = ({ mediaTypeId, queryStringCaching }: PlatformCacheSettings): QueryStringCaching => ({
  MediaTypeId: mediaTypeId,
  QueryStringCaching: queryStringCaching,
});

const toQueryStringLogging = ({ mediaTypeId, logQueryStrings }: PlatformCacheSettings): QueryStringLogging => ({
  MediaTypeId: mediaTypeId,
  QueryStringLogging: logQueryStrings ? 'log' : 'no-log',
});
