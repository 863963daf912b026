/**
 * `reporting`: what is billed, by month, platform and billing region. The contract names a region in a path by its id, -1 for Global, which is every one.
 * Units are of the decimal kind, as in the contract's other reports: a megabit is 10^6 bits, a GB 10^9 bytes.
 */
import { z } from 'zod';
import { date, integer, reportMediaTypeId } from '../codec.ts';
import { route } from '../route.ts';
import { count, customer } from './fields.ts';

const bill = { platform: reportMediaTypeId, region: integer, begindate: date };

const place = `${customer}/media/{platform}/region/{region}`;

const usage = z.object({
  Bytes: count,
  ClosesAt: z.string().describe('YYYY-MM-DDThh:mm:ss in UTC.'),
  CompleteUntil: z.string(),
  GB: z.number(),
  IsFinal: z.boolean(),
  Mbps: z.number(),
});

export type RestUsage = z.output<typeof usage>;

export const billing = {
  getTrafficUsage: route({
    service: 'reporting', method: 'GET', path: `${place}/units/{units}/trafficusage`, access: 'CORE_REPORTS',
    input: z.object({ ...bill, units: integer.pipe(z.literal([1, 2], { error: 'must be 1 (Mbps at the 95th percentile) or 2 (GB).' })) }),
    output: z.object({ UsageResult: z.number() }),
    summary: 'What is billed of the month that begins with begindate; its books close on the 3rd of the next month, 00:00 UTC.',
  }),
  getUsage: route({
    service: 'reporting', method: 'GET', path: `${place}/usage`, access: 'CORE_REPORTS',
    input: z.object(bill), output: usage,
    summary: 'Beyond the contract: both units of trafficusage, the exact bytes, and whether the books of the month are closed, so that nothing changes any more.',
  }),
  listBillingRegions: route({
    service: 'reporting', method: 'GET', path: '/v2/reporting/billing/regions', access: 'CORE_REPORTS',
    input: z.object({}),
    output: z.array(z.object({ Code: z.string(), Description: z.string(), Id: z.number(), Name: z.string(), Status: z.number() })).readonly(),
    summary: 'List the billing regions.',
  }),
};
