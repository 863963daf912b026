/** `mcc`: configuration, purge and load. */
import { z } from 'zod';
import { flag, id, integer, mediaTypeId, mediaTypeIds, platformWord } from './codec.ts';
import { cacheRules } from './mcc/cache-rules.ts';
import { cacheSettings } from './mcc/cache-settings.ts';
import { configVersions } from './mcc/config-versions.ts';
import { expectedVersion } from './mcc/expected-version.ts';
import { cnameName, cnamePath, hostHeader, originDirectory, serverUrl, shieldPop, validationUrl } from './mcc/fields.ts';
import { content } from './mcc/content.ts';
import { logSettings } from './mcc/log-settings.ts';
import { network } from './mcc/network.ts';
import { tokenAuth } from './mcc/token-auth.ts';
import { route } from './route.ts';

const customer = '/v2/mcc/customers/{AN}';

const loadBalancing = z.enum(['PF', 'RR'], { error: 'must be PF (primary and failover) or RR (round robin).' });

const hostname = z.object({ Name: serverUrl });

const hostnames = z.array(hostname).max(100, 'at most 100 servers.');

/** The body of POST and PUT; the platform's own rules are checked by the service. Both cases of NetworkConfiguration are in use. */
const originBody = z.object({
  DirectoryName: originDirectory,
  HostHeader: hostHeader,
  HttpHostnames: hostnames.nullish(),
  HttpLoadBalancing: loadBalancing.or(z.literal('')).nullish(),
  HttpsHostnames: hostnames.nullish(),
  HttpsLoadBalancing: loadBalancing.or(z.literal('')).nullish(),
  NetworkConfiguration: integer.pipe(z.int().min(1).max(5)).nullish(),
  networkConfiguration: integer.pipe(z.int().min(1).max(5)).nullish(),
  ShieldPOPs: z
    .array(z.object({ POPCode: shieldPop }))
    .max(100, 'at most 100 POPs.')
    .nullish(),
  FollowRedirects: z.boolean().nullish(),
  ValidationURL: validationUrl.or(z.literal('')).nullish(),
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

const edgeCnameBody = z.object({
  DirPath: cnamePath.nullish(),
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

const empty = z.null();

export const mcc = {
  ...cacheSettings,
  ...cacheRules,
  ...configVersions,
  ...tokenAuth,
  ...logSettings,
  ...network,
  ...content,
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
    input: z.object({ ...expectedVersion, platform: platformWord, body: originBody }), output: z.object({ CustomerOriginId: z.number() }), summary: 'Create a customer origin.',
  }),
  updateOrigin: route({
    service: 'mcc', method: 'PUT', path: `${customer}/origins/{platform}/{id}`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ ...expectedVersion, platform: platformWord, id, body: originBody }), output: z.object({ CustomerOriginId: z.number() }),
    summary: 'Replace the configuration of a customer origin; members left out are reset.',
  }),
  deleteOrigin: route({
    service: 'mcc', method: 'DELETE', path: `${customer}/origins/{id}`, access: 'CUSTOMER_ORIGINS',
    input: z.object({ ...expectedVersion, id }), output: empty, summary: 'Delete a customer origin that no edge CNAME uses.',
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
    input: z.object({ ...expectedVersion, body: edgeCnameBody.extend({ MediaTypeId: mediaTypeId }) }), output: z.object({ CNameId: z.number() }), summary: 'Create an edge CNAME.',
  }),
  updateEdgeCname: route({
    service: 'mcc', method: 'PUT', path: `${customer}/cnames/{id}`, access: 'EDGE_CNAMES',
    input: z.object({ ...expectedVersion, id, body: edgeCnameBody }), output: z.object({ CNameId: z.number() }),
    summary: 'Replace the configuration of an edge CNAME; members left out are unset.',
  }),
  deleteEdgeCname: route({
    service: 'mcc', method: 'DELETE', path: `${customer}/cnames/{id}`, access: 'EDGE_CNAMES',
    input: z.object({ ...expectedVersion, id }), output: empty, summary: 'Delete an edge CNAME.',
  }),
};
