/** `mcc`: what edges do with responses and query strings, platform by platform. */
import { z } from 'zod';
import { flag, mediaTypeId, mediaTypeIds } from '../codec.ts';
import { route } from '../route.ts';
import { expectedVersion } from './expected-version.ts';
import { contentType } from './fields.ts';

const customer = '/v2/mcc/customers/{AN}';

const ofPlatform = { MediaTypeId: z.literal(mediaTypeIds) };

const compression = z.object({ ContentTypes: z.array(z.string()), ...ofPlatform, Status: z.number() });

const queryStringCachings = ['standard-cache', 'no-cache', 'unique-cache'] as const;

const queryStringCaching = z.object({ ...ofPlatform, QueryStringCaching: z.enum(queryStringCachings) });

const queryStringLoggings = ['log', 'no-log'] as const;

const queryStringLogging = z.object({ ...ofPlatform, QueryStringLogging: z.enum(queryStringLoggings) });

export type Compression = z.output<typeof compression>;
export type QueryStringCaching = z.output<typeof queryStringCaching>;
export type QueryStringLogging = z.output<typeof queryStringLogging>;

/** All platforms' settings, or one platform's where the query names it. */
const oneOrAll = <Setting extends z.ZodObject>(setting: Setting) => ({
  input: z.object({ mediatypeid: mediaTypeId.optional() }),
  output: z.union([z.array(setting).readonly(), setting]),
});

export const cacheSettings = {
  getCompression: route({
    service: 'mcc', method: 'GET', path: `${customer}/compression`, access: 'COMPRESSION',
    ...oneOrAll(compression), summary: "Get the compression settings of every platform, or of the query's.",
  }),
  setCompression: route({
    service: 'mcc', method: 'PUT', path: `${customer}/compression`, access: 'COMPRESSION',
    input: z.object({
      ...expectedVersion,
      body: z.object({
        ContentTypes: z.array(contentType, { error: 'must be a list of media types.' }).max(200, 'must have at most 200 media types.'),
        MediaTypeId: mediaTypeId,
        Status: flag.nullish(),
      }),
    }),
    output: z.null(), summary: 'Replace the compression settings of a platform; Status 1, also when left out, is on.',
  }),
  getQueryStringCaching: route({
    service: 'mcc', method: 'GET', path: `${customer}/querystringcaching`, access: 'QUERY_STRING_CACHING',
    ...oneOrAll(queryStringCaching), summary: "Get how query strings are cached on every platform, or on the query's.",
  }),
  setQueryStringCaching: route({
    service: 'mcc', method: 'PUT', path: `${customer}/querystringcaching`, access: 'QUERY_STRING_CACHING',
    input: z.object({
      ...expectedVersion,
      body: z.object({
        MediaTypeId: mediaTypeId,
        QueryStringCaching: z.enum(queryStringCachings, { error: 'must be standard-cache, no-cache or unique-cache, in lower case.' }),
      }),
    }),
    output: z.null(), summary: 'Set how query strings are cached on a platform.',
  }),
  getQueryStringLogging: route({
    service: 'mcc', method: 'GET', path: `${customer}/querystringlogging`, access: 'QUERY_STRING_LOGGING',
    ...oneOrAll(queryStringLogging), summary: "Get whether query strings are logged on every platform, or on the query's.",
  }),
  setQueryStringLogging: route({
    service: 'mcc', method: 'PUT', path: `${customer}/querystringlogging`, access: 'QUERY_STRING_LOGGING',
    input: z.object({
      ...expectedVersion,
      body: z.object({
        MediaTypeId: mediaTypeId,
        QueryStringLogging: z.enum(queryStringLoggings, { error: 'must be log or no-log, in lower case.' }),
      }),
    }),
    output: z.null(), summary: 'Set whether query strings are logged on a platform.',
  }),
};
