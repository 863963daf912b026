/**
 * `reporting`: live figures of the edge CNAMEs with custom reports, by country or POP. The contract tells the paths by country and, with its Timestamp, by
 * POP. Inferred: the path of the one without a time, and all members but Timestamp, POPs and POPCode, which are named as in `realtimestats`.
 */
import { z } from 'zod';
import { cacheStatus } from '../codec.ts';
import { route } from '../route.ts';
import { customer, liveWord } from './fields.ts';

const figures = z.object({
  Bandwidth: z.number().describe('Bits per second.'),
  CacheStatuses: z.array(z.object({ CacheStatus: cacheStatus, Connections: z.number() })).readonly(),
  Connections: z.number().describe('Per second.'),
  Name: z.string().describe("The edge CNAME's name."),
  StatusCodes: z.array(z.object({ Connections: z.number(), StatusCode: z.string() })).readonly(),
});

export type RestEdgeCnameLive = z.output<typeof figures>;

const cnames = z.array(figures).readonly();

const byPop = z.object({
  CNames: cnames.describe('Of all POPs together.'),
  POPs: z.array(z.object({ CNames: cnames, POPCode: z.string() })).readonly().describe('POPs that serve none of them are left out.'),
});

const cname = z.string().max(253, 'must have at most 253 characters.').toLowerCase().optional();

export const edgeCnameLive = {
  getLiveByCountry: route({
    service: 'reporting', method: 'GET', path: `${customer}/countryrealtimestats/{platform}`, access: 'REAL_TIME_STATS',
    input: z.object({
      platform: liveWord,
      cname,
      country: z.string().toUpperCase().regex(/^[A-Z]{2}$/, 'must be a country code of ISO 3166-1, such as US.').optional(),
    }),
    output: z.array(z.object({ CNames: cnames, Country: z.string() })).readonly(),
    summary: 'What is being delivered of each edge CNAME with custom reports, by country; ZZ where the country is not known.',
  }),
  getLiveByPop: route({
    service: 'reporting', method: 'GET', path: `${customer}/realtimestats/{platform}`, access: 'REAL_TIME_STATS',
    input: z.object({ platform: liveWord, cname }),
    output: byPop.extend({ Timestamp: z.string().describe('MM/DD/YYYY hh:mm:ss, UTC.') }),
    summary: 'What is being delivered of each edge CNAME with custom reports, by POP, and when.',
  }),
  getLiveByPopNow: route({
    service: 'reporting', method: 'GET', path: `${customer}/cnamerealtimestats/{platform}`, access: 'REAL_TIME_STATS',
    input: z.object({ platform: liveWord, cname }), output: byPop, summary: 'What is being delivered of each edge CNAME with custom reports, by POP.',
  }),
};
