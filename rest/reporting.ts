/** `reporting`: what was delivered. Both ends of a range are inclusive of the chunk that they fall in. */
import { z } from 'zod';
import { bigInteger, cacheStatus, commaSeparated, date, integer, mediaTypeId, mediaTypeIds, reportMediaTypeId } from './codec.ts';
import { exportRoutes } from './reporting/exports.ts';
import { rawLogRoutes } from './reporting/raw-logs.ts';
import { intervalid, trafficRoutes } from './reporting/traffic.ts';
import { route } from './route.ts';

const customer = '/v2/reporting/customers/{AN}';

const range = { begindate: date, enddate: date };

const place = { pops: commaSeparated.optional(), regionid: integer.optional() };

/** A sum that may exceed 2^53. */
const count = bigInteger.meta({ type: 'integer' });

export const reporting = {
  getBytesTransferred: route({
    service: 'reporting', method: 'GET', path: `${customer}/bytestransferred`, access: 'CORE_REPORTS',
    input: z.object({ ...range, ...place }), output: z.object({ Bytes: count }), summary: 'The bytes sent to clients, by 5-minute chunks.',
  }),
  getPlatformBytesTransferred: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/bytestransferred`, access: 'CORE_REPORTS',
    input: z.object({ platform: reportMediaTypeId, ...range, ...place }), output: z.object({ Bytes: count }),
    summary: 'The bytes sent to clients on a platform, by 5-minute chunks.',
  }),
  getBytesByInterval: route({
    service: 'reporting', method: 'GET', path: `${customer}/bytestransferred/interval`, access: 'CORE_REPORTS',
    input: z.object({ ...range, ...place, mediatypeid: reportMediaTypeId.optional(), intervalid: intervalid.optional() }),
    output: z
      .array(
        z.object({ AN: z.string(), Data: z.array(z.object({ Bytes: count, DateTimeSlice: z.string() })), MediaTypeId: z.number() }),
      )
      .readonly(),
    summary: 'The bytes sent to clients per interval, one entry per platform.',
  }),
  getHits: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/hits`, access: 'CORE_REPORTS',
    input: z.object({
      platform: integer.pipe(z.literal([0, ...mediaTypeIds], { error: 'must be 3 (HTTP Large), 8 (HTTP Small), 14 (ADN) or 0 (all).' })),
      ...range,
    }),
    output: z.array(z.object({ Description: z.string(), HitPercentage: z.number(), Hits: count, StatusCode: z.number() })).readonly(),
    summary: 'The requests by HTTP status code, by hourly chunks.',
  }),
  getCacheStatuses: route({
    service: 'reporting', method: 'GET', path: `${customer}/media/{platform}/cachestats`, access: 'CORE_REPORTS',
    input: z.object({ platform: mediaTypeId, ...range }), output: z.array(z.object({ Hits: count, Name: cacheStatus })).readonly(),
    summary: 'The requests by cache status, by hourly chunks.',
  }),
  ...trafficRoutes,
  ...rawLogRoutes,
  ...exportRoutes,
};
