import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import { type LiveSecond, mostLivePoints, type realtimestats } from '@edgegraph/rest/realtimestats.ts';
import type { LiveFigures, LiveFilter, LiveSeries, LiveStatistics } from '../../analytics/live/figures.ts';
import { existingEdgeCnames } from '../../database/queries/edge-cnames.ts';
import type { Database } from '../../database/tables.ts';
import { popByCode } from '../../network/pops.ts';
import { momentText } from '../date-text.ts';
import { toCacheStatuses, toStatusCodes } from '../live-rates.ts';

/** The realtimestats service, over the one-second counters. */
export function realtimestatsHandlers(db: Database, live: LiveStatistics): Handlers<typeof realtimestats> {
  const newest = async (filter: LiveFilter): Promise<LiveFigures> => last((await live.read({ ...filter, seconds: 1 }))[0]);
  const ofCnames = async (filter: LiveFilter, ids: readonly number[], seconds: number): Promise<[number, LiveSeries][]> => {
    const existing = await existingEdgeCnames(db, filter.accountNumber, ids);
    const cnameIds = ids.filter((id) => existing.has(id));
    const series = await live.read({ ...filter, cnameIds, seconds });
    return cnameIds.map((id, index) => [id, series[index] ?? []]);
  };

  return {
    getBandwidth: async ({ platform: mediaTypeId }, { accountNumber }) => ({ Result: (await newest({ accountNumber, mediaTypeId })).bitsPerSecond }),
    getConnections: async ({ platform: mediaTypeId }, { accountNumber }) => ({ Result: (await newest({ accountNumber, mediaTypeId })).connectionsPerSecond }),
    getCacheStatus: async ({ platform: mediaTypeId }, { accountNumber }) => toCacheStatuses(await newest({ accountNumber, mediaTypeId })),
    getStatusCode: async ({ platform: mediaTypeId }, { accountNumber }) => toStatusCodes(await newest({ accountNumber, mediaTypeId })),
    getLive: async (input, { accountNumber }) => toRest(await newest({ accountNumber, ...filterOf(input) })),
    getLiveSeries: async ({ seconds, ...input }, { accountNumber }) => {
      const [series = []] = await live.read({ accountNumber, ...filterOf(input), seconds });
      return series.map(toRest);
    },
    getEdgeCnamesLive: async ({ ids, ...input }, { accountNumber }) => {
      const found = await ofCnames({ accountNumber, ...filterOf(input) }, ids, 1);
      return found.map(([CNameId, series]) => ({ CNameId, ...toRest(last(series)) }));
    },
    getEdgeCnamesLiveSeries: async ({ ids, seconds, ...input }, { accountNumber }) => {
      const points = ids.length * seconds;
      if (points > mostLivePoints) throw badRequest([{ path: 'seconds', message: `would give ${points} points of ${ids.length} edge CNAMEs, of at most 20,000; ask for fewer seconds or ids.` }]);
      const found = await ofCnames({ accountNumber, ...filterOf(input) }, ids, seconds);
      return found.map(([CNameId, series]) => ({ CNameId, Data: series.map(toRest) }));
    },
  };
}

function filterOf({ mediatypeid, pop }: { readonly mediatypeid?: LiveFilter['mediaTypeId']; readonly pop?: string | undefined }): Omit<LiveFilter, 'accountNumber'> {
  if (pop !== undefined && !popByCode(pop)) throw badRequest([{ path: 'pop', message: `${pop} is no POP of this CDN; give the code of one, such as LAX.` }]);
  return { mediaTypeId: mediatypeid, pop };
}

function last(series: LiveSeries | undefined): LiveFigures {
  const newest = series?.at(-1);
  if (!newest) throw new Error('The live figures have no second.');
  return newest;
}

const toRest = (figures: LiveFigures): LiveSecond => ({
  At: momentText(figures.at),
  Bandwidth: figures.bitsPerSecond,
  CacheStatuses: toCacheStatuses(figures),
  Connections: figures.connectionsPerSecond,
  Pops: figures.pops.map(({ pop, bitsPerSecond, connectionsPerSecond }) => ({ Bandwidth: bitsPerSecond, Connections: connectionsPerSecond, Pop: pop })),
  StatusCodes: toStatusCodes(figures),
});
