/** `mcc`: configuration, purge and load. */
import { z } from 'zod';
import { flag, id, integer, mediaTypeId, mediaTypeIds, platformWord } from './codec.ts';
import { cacheSettings } from './mcc/cache-settings.ts';
import { logSettings } from './mcc/log-settings.ts';
import { network } from './mcc/network.ts';
import { tokenAuth } from './mcc/token-auth.ts';
import { route } from './route.ts';

const customer = '/v2/mcc/customers/{AN}';

const loadBalancing = z.enum(['PF', 'RR'], { error: 'must be PF (primary and failover) or RR (round robin).' });

const hostname = z.object({
  Name: z.string().regex(/^https?:\/\/[^/\s\p{Cc}]{1,260}$/u, 'must be protocol://host:port.'),
});

const hostnames = z.array(hostname).max(100, 'at most 100 servers.');

/** The body of POST and PUT; the platform's own rules are checked by the service. Both cases of NetworkConfiguration are in use. */
const originBody = z.object({
  DirectoryName: z.string({ error: 'is missing.' }).regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _.'),
  HostHeader: z
    .string({ error: 'is missing.' })
    .regex(/^[^\s/:\p{Cc}]{1,253}(:\d{1,5})?$/u, 'must be a host and optional port, without protocol.'),
  HttpHostnames: hostnames.nullish(),
  HttpLoadBalancing: loadBalancing.or(z.literal('')).nullish(),
  HttpsHostnames: hostnames.nullish(),
  HttpsLoadBalancing: loadBalancing.or(z.literal('')).nullish(),
  NetworkConfiguration: integer.pipe(z.int().min(1).max(5)).nullish(),
  networkConfiguration: integer.pipe(z.int().min(1).max(5)).nullish(),
  ShieldPOPs: z
    .array(z.object({ POPCode: z.string().regex(/^[A-Za-z]{3,4}$/, 'must be a POP code such as LAX, or a bypass code.') }))
    .max(100, 'at most 100 POPs.')
    .nullish(),
  FollowRedirects: z.boolean().nullish(),
  ValidationURL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL.' }).or(z.literal('')).nullish(),
});

const originServer = z.object({ IsPrimary: z.number(), Name: z.string(), Ordinal: z.number() });

/** HTTP Large and Small carry the shield's members and `networkConfiguration`; ADN the other three. */
const origin = z.object({
  FollowRedirects: z.boolean().optional(),
  NetworkConfiguration: z.number().optional(),
  ValidationURL: z.string().optional(),
  DirectoryName: z.string(),
  HostHeader: z.string(),
  HttpFullUrl: z.string().nullable(),
  HttpHostnames: z.array(originServer).nullable(),
  HttpLoadBalancing: z.string().nullable(),
  HttpsFullUrl: z.string().nullable(),
  HttpsHostnames: z.array(originServer).nullable(),
  HttpsLoadBalancing: z.string().nullable(),
  Id: z.number(),
  MediaTypeId: z.literal(mediaTypeIds),
  ShieldPOPs: z.array(z.object({ Name: z.string().nullable(), POPCode: z.string(), Region: z.string().nullable() })).optional(),
  UseOriginShield: z.number().optional(),
  networkConfiguration: z.number().optional(),
});

export type OriginBody = z.input<typeof originBody>;
export type Origin = z.output<typeof origin>;

const cnameName = z
  .string({ error: 'is missing.' })
  .max(253, 'must have at most 253 characters.')
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, 'must be a host name of lower-case letters, digits, - and .');

const edgeCnameBody = z.object({
  DirPath: z.string().max(1024, 'must have at most 1,024 characters.').regex(/^[^\s?#]*$/, 'must be a path without query.').nullish(),
  EnableCustomReports: flag.nullish(),
  Name: cnameName,
  OriginId: integer.refine((value) => value === -1 || value > 0, "must be an origin's id, or -1 for the CDN's storage."),
});

const edgeCname = z.object({
  DirPath: z.string(),
  EnableCustomReports: z.number(),
  Id: z.number(),
  MediaTypeId: z.literal(mediaTypeIds),
  Name: z.string(),
  OriginId: z.number(),
  OriginString: z.string(),
});

export type EdgeCname = z.output<typeof edgeCname>;

const purgeStatus = z.object({
  AccountNumber: z.string(),
  CompleteDate: z.string().nullable(),
  Id: z.string(),
  InDate: z.string(),
  MediaPath: z.string(),
  MediaTypeId: z.literal(mediaTypeIds),
});

export type PurgeStatus = z.output<typeof purgeStatus>;

const jobId = z.string().regex(/^[0-9a-f]{24}$/i, 'must be 24 hexadecimal digits.');

const empty = z.null();

export const mcc = {
  ...cacheSettings,
  ...tokenAuth,
  ...logSettings,
  ...network,
  listOrigins: route({
    service: 'mcc', method: 'GET', path: `${customer}/origins/{platform}`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ platform: platformWord }), output: z.array(origin).readonly(), summary: 'List the customer origins of a platform.',
  }),
  getOrigin: route({
    service: 'mcc', method: 'GET', path: `${customer}/origins/{platform}/{id}`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ platform: platformWord, id }), output: origin.nullable(), summary: 'Get one customer origin; an empty body if there is none.',
  }),
  createOrigin: route({
    service: 'mcc', method: 'POST', path: `${customer}/origins/{platform}`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ platform: platformWord, body: originBody }), output: z.object({ CustomerOriginId: z.number() }), summary: 'Create a customer origin.',
  }),
  updateOrigin: route({
    service: 'mcc', method: 'PUT', path: `${customer}/origins/{platform}/{id}`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ platform: platformWord, id, body: originBody }), output: z.object({ CustomerOriginId: z.number() }),
    summary: 'Replace the configuration of a customer origin; members left out are reset.',
  }),
  deleteOrigin: route({
    service: 'mcc', method: 'DELETE', path: `${customer}/origins/{id}`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ id }), output: empty, summary: 'Delete a customer origin that no edge CNAME uses.',
  }),
  listEdgeCnames: route({
    service: 'mcc', method: 'GET', path: `${customer}/cnames/{platform}`, access: 'EDGE_CNAMES',
    input: z.object({ platform: platformWord }), output: z.array(edgeCname).readonly(), summary: 'List the edge CNAMEs of a platform.',
  }),
  getEdgeCname: route({
    service: 'mcc', method: 'GET', path: `${customer}/cnames/{id}`, access: 'EDGE_CNAMES',
    input: z.object({ id }), output: edgeCname.nullable(), summary: 'Get one edge CNAME; an empty body if there is none.',
  }),
  createEdgeCname: route({
    service: 'mcc', method: 'POST', path: `${customer}/cnames`, access: 'EDGE_CNAMES',
    input: z.object({ body: edgeCnameBody.extend({ MediaTypeId: mediaTypeId }) }), output: z.object({ CNameId: z.number() }), summary: 'Create an edge CNAME.',
  }),
  updateEdgeCname: route({
    service: 'mcc', method: 'PUT', path: `${customer}/cnames/{id}`, access: 'EDGE_CNAMES',
    input: z.object({ id, body: edgeCnameBody }), output: z.object({ CNameId: z.number() }),
    summary: 'Replace the configuration of an edge CNAME; members left out are unset.',
  }),
  deleteEdgeCname: route({
    service: 'mcc', method: 'DELETE', path: `${customer}/cnames/{id}`, access: 'EDGE_CNAMES',
    input: z.object({ id }), output: empty, summary: 'Delete an edge CNAME.',
  }),
  purge: route({
    service: 'mcc', method: 'PUT', path: `${customer}/edge/purge`, access: 'PURGE_LOAD',
    input: z.object({
      body: z.object({
        MediaPath: z
          .string({ error: 'is missing.' })
          .max(2048, 'must have at most 2,048 characters.')
          .regex(/^https?:\/\/[^/\s]+\/\S*$/i, 'must be a URL with its protocol and path.'),
        // Both names are in use; one of them is needed, which the service checks.
        MediaType: mediaTypeId.optional(),
        MediaTypeId: mediaTypeId.optional(),
      }),
    }),
    output: z.object({ Id: z.string() }), summary: 'Purge a path from every edge.',
  }),
  getPurge: route({
    service: 'mcc', method: 'GET', path: `${customer}/edge/purge/{id}`, access: 'PURGE_LOAD',
    input: z.object({ id: jobId }), output: purgeStatus.nullable(), summary: 'Get the state of a purge; CompleteDate is null while it is unfinished.',
  }),
};
