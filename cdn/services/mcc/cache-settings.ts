import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import type { Compression, QueryStringCaching, QueryStringLogging, cacheSettings } from '@edgegraph/rest/mcc/cache-settings.ts';
import { type PlatformCacheSettings, listCacheSettings, saveCacheSettings } from '../../database/queries/cache-settings.ts';
import type { Database } from '../../database/tables.ts';

/** Compression and query strings, in the configuration store. */
export const cacheSettingHandlers = (db: Database): Handlers<typeof cacheSettings> => {
  const get =
    <Setting>(toRest: (settings: PlatformCacheSettings) => Setting) =>
    async ({ mediatypeid }: { readonly mediatypeid?: MediaTypeId | undefined }, { accountNumber }: { readonly accountNumber: string }) => {
      const all = await listCacheSettings(db, accountNumber);
      const one = all.find(({ mediaTypeId }) => mediaTypeId === mediatypeid);
      return one ? toRest(one) : all.map(toRest);
    };

  return {
    getCompression: get(toCompression),
    setCompression: async ({ body }, { accountNumber }) => {
      const compressedTypes = [...new Set(body.ContentTypes)].filter((type) => type !== '');
      const compress = (body.Status ?? 1) === 1;
      if (compress && compressedTypes.length === 0) {
        throw badRequest([{ path: 'ContentTypes', message: 'needs a media type such as text/html while compression is on.' }]);
      }
      await saveCacheSettings(db, accountNumber, body.MediaTypeId, { compress, compressedTypes });
      return null;
    },

    getQueryStringCaching: get(toQueryStringCaching),
    setQueryStringCaching: async ({ body }, { accountNumber }) => {
      await saveCacheSettings(db, accountNumber, body.MediaTypeId, { queryStringCaching: body.QueryStringCaching });
      return null;
    },

    getQueryStringLogging: get(toQueryStringLogging),
    setQueryStringLogging: async ({ body }, { accountNumber }) => {
      await saveCacheSettings(db, accountNumber, body.MediaTypeId, { logQueryStrings: body.QueryStringLogging === 'log' });
      return null;
    },
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
