import type { Handlers } from '@edgegraph/rest/door.ts';
import type { realtimestats } from '@edgegraph/rest/realtimestats.ts';
import { cacheStatuses } from '@edgegraph/rest/codec.ts';
import { type LiveCounters, type LiveFigures, statusClasses } from '../../analytics/live.ts';

/** The realtimestats service, over the one-second counters. */
export const realtimestatsHandlers = (live: LiveCounters): Handlers<typeof realtimestats> => ({
  getBandwidth: ({ platform }, { accountNumber }) => ({ Result: live.read({ accountNumber, mediaTypeId: platform }).bitsPerSecond }),
  getConnections: ({ platform }, { accountNumber }) => ({ Result: live.read({ accountNumber, mediaTypeId: platform }).connectionsPerSecond }),
  getCacheStatus: ({ platform }, { accountNumber }) => toCacheStatuses(live.read({ accountNumber, mediaTypeId: platform })),
  getStatusCode: ({ platform }, { accountNumber }) => toStatusCodes(live.read({ accountNumber, mediaTypeId: platform })),
  getEdgeCnamesLive: ({ ids }, { accountNumber }) =>
    ids.map((id) => {
      const figures = live.read({ accountNumber, cnameIds: [id] });
      return {
        Bandwidth: figures.bitsPerSecond,
        CacheStatuses: toCacheStatuses(figures),
        CNameId: id,
        Connections: figures.connectionsPerSecond,
        StatusCodes: toStatusCodes(figures),
      };
    }),
});

const toCacheStatuses = (figures: LiveFigures) => cacheStatuses.map((status) => ({ CacheStatus: status, Connections: figures.cacheStatuses[status] }));

const toStatusCodes = (figures: LiveFigures) => statusClasses.map((kind) => ({ Connections: figures.statusClasses[kind], StatusCode: kind }));
