/** `mcc`: the CDN's points of presence, and how far a customer's configuration has come to its edges. */
import { z } from 'zod';
import { commaSeparated, id, idList } from '../codec.ts';
import { route } from '../route.ts';

const customer = '/v2/mcc/customers/{AN}';

const shieldPop = z.object({ Name: z.string(), POPCode: z.string(), Region: z.string() });

/** SubnetMask is the length of the prefix. */
const addressRange = z.object({ EndIp: z.string(), StartIp: z.string(), SubnetMask: z.string() });

const edgeNode = z.object({
  City: z.string(),
  Code: z.string(),
  Continent: z.string(),
  V4: z.array(addressRange).readonly(),
  V6: z.array(addressRange).readonly(),
});

const superblocks = z.object({ SuperBlockIPv4: z.array(z.string()).readonly(), SuperBlockIPv6: z.array(z.string()).readonly() });

const purgeRegion = z.object({ EdgeNodes: z.array(z.object({ Code: z.string(), Id: z.number() })).readonly(), Id: z.number(), Name: z.string() });

/** Percentages from 0 to 100. The odd case of the names is the contract's. */
const propagation = z.object({
  Percent_propagated: z.number(),
  Pops: z.array(z.object({ name: z.string(), percentage_propagated: z.number() })).readonly(),
  status: z.enum(['New', 'propagating', 'propagated']),
});

/** Beyond the contract. */
const propagations = z.array(propagation.extend({ Id: z.number() })).readonly();

export type ShieldPop = z.output<typeof shieldPop>;
export type AddressRange = z.output<typeof addressRange>;
export type EdgeNode = z.output<typeof edgeNode>;
export type PurgeRegion = z.output<typeof purgeRegion>;
export type Propagation = z.output<typeof propagation>;

const inTheirOrder = 'of up to 1,000 at once, in the order of the ids given; one that does not exist is left out';

export const network = {
  listShieldPops: route({
    service: 'mcc', method: 'GET', path: `${customer}/origins/{platform}/shieldpops`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ platform: z.enum(['httplarge', 'httpsmall'], { error: 'must be httplarge or httpsmall.' }) }), output: z.array(shieldPop).readonly(),
    summary: 'List the POPs that can shield an origin.',
  }),
  getSuperblocks: route({
    service: 'mcc', method: 'GET', path: '/v2/mcc/customers/superblocks', access: 'CUSTOMER_ORIGINS',
    input: z.object({}), output: superblocks, summary: 'Get the address blocks that the CDN fetches from origins with.',
  }),
  reselectOrigin: route({
    service: 'mcc', method: 'PUT', path: `${customer}/origins/adn/{id}/reselect`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ id }), output: z.null(), summary: 'Let edges choose their way to an ADN origin anew.',
  }),
  getOriginStatus: route({
    service: 'mcc', method: 'GET', path: `${customer}/origins/{id}/status`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ id }), output: propagation.nullable(), summary: 'Get how far an origin has come to the edges; an empty body if there is none.',
  }),
  listOriginStatuses: route({
    service: 'mcc', method: 'GET', path: `${customer}/origins/status`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ ids: idList }), output: propagations, summary: `Beyond the contract: how far origins have come to the edges, ${inTheirOrder}.`,
  }),
  getEdgeCnameStatus: route({
    service: 'mcc', method: 'GET', path: `${customer}/cnames/{id}/status`, access: 'EDGE_CNAMES',
    input: z.object({ id }), output: propagation.nullable(), summary: 'Get how far an edge CNAME has come to the edges; an empty body if there is none.',
  }),
  listEdgeCnameStatuses: route({
    service: 'mcc', method: 'GET', path: `${customer}/cnames/status`, access: 'EDGE_CNAMES',
    input: z.object({ ids: idList }), output: propagations, summary: `Beyond the contract: how far edge CNAMEs have come to the edges, ${inTheirOrder}.`,
  }),
  listEdgeNodes: route({
    service: 'mcc', method: 'GET', path: `${customer}/edgenodes`, access: 'METHOD',
    input: z.object({}), output: z.array(edgeNode).readonly(), summary: 'List the POPs and their address ranges.',
  }),
  listPurgeRegions: route({
    service: 'mcc', method: 'GET', path: '/v2/mcc/lpqregions', access: 'PURGE_LOAD',
    input: z.object({
      mediaTypes: commaSeparated.pipe(z.array(z.enum(['2', '3', '8', '14'], { error: 'must be some of 2, 3, 8 and 14.' }))).optional(),
    }),
    output: z.array(purgeRegion).readonly(), summary: 'List the regions that a purge or load may be bound to; they are the same on every platform.',
  }),
};
