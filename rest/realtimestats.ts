/** `realtimestats`: what is being delivered, from one-second counters. */
import { z } from 'zod';
import { cacheStatus, idList, mediaTypeId } from './codec.ts';
import { route } from './route.ts';

const customer = '/v2/realtimestats/customers/{AN}';

const platform = z.object({ platform: mediaTypeId });

const result = z.object({ Result: z.number() });

const rates = z.array(z.object({ CacheStatus: cacheStatus, Connections: z.number() })).readonly();

const kindRates = z.array(z.object({ Connections: z.number(), StatusCode: z.string() })).readonly();

export const realtimestats = {
  getBandwidth: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/media/{platform}/bandwidth`, access: 'REAL_TIME_STATS',
    input: platform, output: result, summary: 'Bits per second sent to clients.',
  }),
  getConnections: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/media/{platform}/connections`, access: 'REAL_TIME_STATS',
    input: platform, output: result, summary: 'Connections per second.',
  }),
  getCacheStatus: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/media/{platform}/cachestatus`, access: 'REAL_TIME_STATS',
    input: platform, output: rates, summary: 'Connections per second by cache status, zeros included.',
  }),
  getStatusCode: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/media/{platform}/statuscode`, access: 'REAL_TIME_STATS',
    input: platform, output: kindRates, summary: 'Connections per second by kind of HTTP status, zeros included.',
  }),
  getEdgeCnamesLive: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/cnames/live`, access: 'REAL_TIME_STATS',
    input: z.object({ ids: idList }),
    output: z
      .array(z.object({ Bandwidth: z.number(), CNameId: z.number(), CacheStatuses: rates, Connections: z.number(), StatusCodes: kindRates }))
      .readonly(),
    summary: 'All of these for up to 1,000 edge CNAMEs at once, in the order of the ids given.',
  }),
};
