/** `realtimestats`: what is being delivered, from one-second counters. */
import { z } from 'zod';
import { cacheStatus, idList, integer, reportMediaTypeId } from './codec.ts';
import { route } from './route.ts';

const customer = '/v2/realtimestats/customers/{AN}';

const platform = z.object({ platform: reportMediaTypeId });

const result = z.object({ Result: z.number() });

const rates = z.array(z.object({ CacheStatus: cacheStatus, Connections: z.number() })).readonly();

const kindRates = z.array(z.object({ Connections: z.number(), StatusCode: z.string() })).readonly();

/** A POP's code, in either case of its letters. */
const pop = z.string().regex(/^[a-z]{3}$/i, 'must be the code of a POP, such as LAX.').toUpperCase();

const filter = z.object({ mediatypeid: reportMediaTypeId.optional(), pop: pop.optional() });

const seconds = integer.refine((value) => value >= 1 && value <= 600, 'must be a number of seconds, 1 to 600.').default(600);

/** One second: when it began (`YYYY-MM-DDThh:mm:ssZ`), bits and connections per second, and of which cache statuses, kinds of status and POPs they are. */
const figures = z.object({
  At: z.string(),
  Bandwidth: z.number(),
  CacheStatuses: rates,
  Connections: z.number(),
  /** Those that served anything, by code. */
  Pops: z.array(z.object({ Bandwidth: z.number(), Connections: z.number(), Pop: z.string() })).readonly(),
  StatusCodes: kindRates,
});

/** Oldest first. */
const series = z.array(figures).readonly();

export type LiveSecond = z.output<typeof figures>;

/** Points that the series of several edge CNAMEs may have together. */
export const mostLivePoints = 20_000;

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
  getLive: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/live`, access: 'REAL_TIME_STATS',
    input: filter, output: figures,
    summary: 'Beyond the contract: all of these for one and the same second, by POP too, of the whole account or of one platform or POP.',
  }),
  getLiveSeries: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/live/series`, access: 'REAL_TIME_STATS',
    input: filter.extend({ seconds }), output: series,
    summary: 'Beyond the contract: the same for each of the last seconds, 600 at most, without gaps, oldest first.',
  }),
  getEdgeCnamesLive: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/cnames/live`, access: 'REAL_TIME_STATS',
    input: filter.extend({ ids: idList }), output: z.array(figures.extend({ CNameId: z.number() })).readonly(),
    summary: 'Beyond the contract: all of these for up to 1,000 edge CNAMEs at once, in the order of the ids given; one that does not exist is left out.',
  }),
  getEdgeCnamesLiveSeries: route({
    service: 'realtimestats', method: 'GET', path: `${customer}/cnames/live/series`, access: 'REAL_TIME_STATS',
    input: filter.extend({ ids: idList, seconds }), output: z.array(z.object({ CNameId: z.number(), Data: series })).readonly(),
    summary: 'Beyond the contract: the same for each of the last seconds; 20,000 points in all at most.',
  }),
};
