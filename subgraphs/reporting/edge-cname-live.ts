/** What is being delivered of edge CNAMEs, by country or point of presence. */
import type { RestEdgeCnameLive } from '@edgegraph/rest/reporting/edge-cname-live.ts';
import { liveWords } from '@edgegraph/rest/reporting/fields.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import { atArguments } from '../errors.ts';
import type { CacheStatusRate, Resolvers, StatusCodeRate } from '../generated/reporting.ts';
import { mediaTypeOf } from '../platform.ts';
import { type EdgeCnameName, edgeCnameOf } from './edge-cname-names.ts';
import type { Context } from './loaders.ts';

export interface EdgeCnameLiveModel {
  readonly cname: EdgeCnameName;
  readonly bitsPerSecond: number;
  readonly connectionsPerSecond: number;
  readonly cacheStatuses: readonly CacheStatusRate[];
  readonly statusCodes: readonly StatusCodeRate[];
}

/** REST's country of those that are not known. */
const unknownCountry = 'ZZ';

const members = { cname: 'edgeCname' };

export const edgeCnameLive = {
  Customer: {
    liveByCountry: async (_customer, { platform, edgeCname, country }, { rest, caller }) => {
      const input = { platform: wordOf(platform), cname: edgeCname ?? undefined, country: country ?? undefined };
      const countries = await atArguments(rest.reporting.getLiveByCountry(input, caller), members);
      return countries.map(({ Country, CNames }) => ({
        country: Country === unknownCountry ? null : Country,
        edgeCnames: CNames.map((cname) => toLive(cname, platform)),
      }));
    },

    liveByPop: async (_customer, { platform, edgeCname }, { rest, caller }) => {
      const live = await atArguments(rest.reporting.getLiveByPop({ platform: wordOf(platform), cname: edgeCname ?? undefined }, caller), members);
      return {
        at: momentOf(live.Timestamp),
        edgeCnames: live.CNames.map((cname) => toLive(cname, platform)),
        pops: live.POPs.map(({ POPCode, CNames }) => ({ pop: POPCode, edgeCnames: CNames.map((cname) => toLive(cname, platform)) })),
      };
    },
  },
  EdgeCnameLive: { edgeCname: edgeCnameOf },
} satisfies Resolvers<Context>;

type LiveWord = keyof typeof liveWords;

const words: readonly LiveWord[] = ['cache', 'wac', 'adn'];

function wordOf(platform: Platform): LiveWord {
  const word = words.find((each) => liveWords[each] === mediaTypeOf(platform));
  if (!word) throw new Error(`REST has no word for the live figures of ${platform}.`);
  return word;
}

const toLive = (live: RestEdgeCnameLive, platform: Platform): EdgeCnameLiveModel => ({
  cname: { platform, name: live.Name },
  bitsPerSecond: live.Bandwidth,
  connectionsPerSecond: live.Connections,
  cacheStatuses: live.CacheStatuses.map(({ CacheStatus, Connections }) => ({ status: CacheStatus, connectionsPerSecond: Connections })),
  statusCodes: live.StatusCodes.map(({ StatusCode, Connections }) => ({ statusCode: StatusCode, connectionsPerSecond: Connections })),
});

/** REST's `MM/DD/YYYY hh:mm:ss`, UTC. */
const momentOf = (timestamp: string): Date => new Date(`${timestamp} UTC`);
