/** Compression and the treatment of query strings: one answer of REST has those of all platforms. */
import type {
  Compression as RestCompression,
  QueryStringCaching as RestQueryStringCaching,
  QueryStringLogging as RestQueryStringLogging,
} from '@edgegraph/rest/mcc/cache-settings.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import { atInput } from '../errors.ts';
import type { Compression, QueryStringCaching, QueryStringCachingMode, QueryStringLogging, Resolvers } from '../generated/mcc.ts';
import { mediaTypeOf, platformOf } from '../platform.ts';
import { expected } from './expected.ts';
import type { Context } from './loaders.ts';

/** What a mutation on a platform's setting answers with; the setting itself is read when asked for. */
export interface PlatformPayload {
  readonly platform: Platform;
}

export const cacheSettings = {
  Customer: {
    compression: async (_customer, { platform }, context) => ofPlatform(await listCompression(context), platform),
    queryStringCaching: async (_customer, { platform }, context) => ofPlatform(await listQueryStringCaching(context), platform),
    queryStringLogging: async (_customer, { platform }, context) => ofPlatform(await listQueryStringLogging(context), platform),
  },
  SetCompressionPayload: {
    compression: async ({ platform }, _args, context) => ofPlatform(await listCompression(context), platform)[0] ?? null,
  },
  SetQueryStringCachingPayload: {
    queryStringCaching: async ({ platform }, _args, context) => ofPlatform(await listQueryStringCaching(context), platform)[0] ?? null,
  },
  SetQueryStringLoggingPayload: {
    queryStringLogging: async ({ platform }, _args, context) => ofPlatform(await listQueryStringLogging(context), platform)[0] ?? null,
  },
  Mutation: {
    setCompression: async (_root, { input }, { rest, caller }) => {
      const { platform, enabled, contentTypes } = input;
      const body = { ContentTypes: [...contentTypes], MediaTypeId: mediaTypeOf(platform), Status: enabled };
      await atInput(rest.mcc.setCompression({ body, ...expected(input) }, caller), { ContentTypes: 'contentTypes' });
      return { platform };
    },
    setQueryStringCaching: async (_root, { input }, { rest, caller }) => {
      const { platform, mode } = input;
      const body = { MediaTypeId: mediaTypeOf(platform), QueryStringCaching: restModes[mode] };
      await atInput(rest.mcc.setQueryStringCaching({ body, ...expected(input) }, caller), {});
      return { platform };
    },
    setQueryStringLogging: async (_root, { input }, { rest, caller }) => {
      const { platform, enabled } = input;
      const body = { MediaTypeId: mediaTypeOf(platform), QueryStringLogging: enabled ? 'log' : 'no-log' } as const;
      await atInput(rest.mcc.setQueryStringLogging({ body, ...expected(input) }, caller), {});
      return { platform };
    },
  },
} satisfies Resolvers<Context>;

const ofPlatform = <Setting extends PlatformPayload>(settings: readonly Setting[], platform: Platform | null | undefined): readonly Setting[] =>
  platform ? settings.filter((setting) => setting.platform === platform) : settings;

type Services = Pick<Context, 'rest' | 'caller'>;

const listCompression = async ({ rest, caller }: Services) => [await rest.mcc.getCompression({}, caller)].flat().map(toCompression);
const listQueryStringCaching = async ({ rest, caller }: Services) => [await rest.mcc.getQueryStringCaching({}, caller)].flat().map(toQueryStringCaching);
const listQueryStringLogging = async ({ rest, caller }: Services) => [await rest.mcc.getQueryStringLogging({}, caller)].flat().map(toQueryStringLogging);

const toCompression = ({ ContentTypes, MediaTypeId, Status }: RestCompression): Compression => ({
  platform: platformOf(MediaTypeId),
  enabled: Status === 1,
  contentTypes: ContentTypes.filter((type) => type !== ''),
});

const restModes: Readonly<Record<QueryStringCachingMode, RestQueryStringCaching['QueryStringCaching']>> = {
  STANDARD_CACHE: 'standard-cache',
  NO_CACHE: 'no-cache',
  UNIQUE_CACHE: 'unique-cache',
};

const modes: Readonly<Record<RestQueryStringCaching['QueryStringCaching'], QueryStringCachingMode>> = {
  'standard-cache': 'STANDARD_CACHE',
  'no-cache': 'NO_CACHE',
  'unique-cache': 'UNIQUE_CACHE',
};

const toQueryStringCaching = ({ MediaTypeId, QueryStringCaching: mode }: RestQueryStringCaching): QueryStringCaching => ({
  platform: platformOf(MediaTypeId),
  mode: modes[mode],
});

const toQueryStringLogging = ({ MediaTypeId, QueryStringLogging: logging }: RestQueryStringLogging): QueryStringLogging => ({
  platform: platformOf(MediaTypeId),
  enabled: logging === 'log',
});
