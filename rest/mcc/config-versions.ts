/** `mcc`: a customer's whole configuration as one document, and as versions. No part of the old contract. */
import { z } from 'zod';
import { date, flag, id, idList, line, pageLimit } from '../codec.ts';
import { route } from '../route.ts';
import { expectedVersion } from './expected-version.ts';

const customer = '/v2/mcc/customers/{AN}';

const states = ['DRAFT', 'ACTIVATED', 'DISCARDED'] as const;

const version = z.object({
  ActivatedAt: z.string().nullable().describe('ISO 8601, UTC; null: never.'),
  ActivatedBy: z.string().nullable(),
  Author: z.string().nullable().describe('The e-mail address; null: what was found when versions began.'),
  BasedOn: z.number().nullable().describe('The version that it followed, or a draft was made on.'),
  Comment: z.string().nullable(),
  CreatedAt: z.string().describe('ISO 8601, UTC.'),
  IsActive: z.boolean().describe('Whether it is in force.'),
  Number: z.number(),
  Restores: z.number().nullable().describe('The version that it repeats.'),
  State: z.enum(states),
});

const change = z.object({
  After: z.string().nullable().describe('YAML on one line; null: nothing.'),
  Before: z.string().nullable().describe('YAML on one line; null: nothing.'),
  Path: z.string().describe('Such as edgeCnames[www.example.com].path.'),
});

const problem = z.object({ Message: z.string(), Path: z.string() });

const edgeState = z.object({
  Edge: z.string(),
  Pop: z.string(),
  Problem: z.string().nullable(),
  Status: z.enum(['PENDING', 'APPLIED', 'FAILED']).describe('PENDING: the edge has not said yet.'),
});

/** What a configuration would do. */
const outcome = z.object({
  Changes: z.array(change).readonly(),
  Edges: z
    .array(z.object({ Edge: z.string(), Pop: z.string(), Problems: z.array(z.string()).readonly(), Status: z.enum(['ACCEPTED', 'REFUSED', 'SILENT']) }))
    .readonly()
    .describe('What the connected edges say of it; empty while there are problems.'),
  Problems: z.array(problem).readonly(),
});

export type ConfigVersion = z.output<typeof version>;
export type ConfigChange = z.output<typeof change>;
export type ConfigOutcome = z.output<typeof outcome>;
export type EdgeState = z.output<typeof edgeState>;

const document = z.string({ error: 'is missing: the configuration as YAML.' });
const comment = line(500).nullish();

const ofVersions = { input: z.object({ number: idList }) };

export const configVersions = {
  getConfiguration: route({
    service: 'mcc', method: 'GET', path: `${customer}/configuration`, access: 'CONFIG_VERSIONS',
    input: z.object({}), output: z.object({ Document: z.string(), Version: z.number() }), summary: 'Get the whole configuration in force as YAML.',
  }),
  applyConfiguration: route({
    service: 'mcc', method: 'PUT', path: `${customer}/configuration`, access: 'CONFIG_VERSIONS', bodyLimit: 4_000_000,
    input: z.object({ ...expectedVersion, body: z.object({ Comment: comment, Document: document, Plan: z.boolean().nullish() }) }),
    output: outcome.extend({ Version: z.number() }),
    summary: 'Make the configuration what the YAML document says; Plan only tells what would change. Version is the one in force then.',
  }),
  listConfigVersions: route({
    service: 'mcc', method: 'GET', path: `${customer}/configversions`, access: 'CONFIG_VERSIONS',
    input: z.object({
      activated: flag.optional().meta({ description: '1: only those that were put in force, the range counted from that moment.' }),
      before: id.optional(),
      begindate: date.optional(),
      enddate: date.optional(),
      limit: pageLimit,
      number: idList.optional(),
    }),
    output: z.object({ Next: z.number().nullable(), Versions: z.array(version).readonly() }),
    summary:
      'List the versions, the highest number first: created (or, with activated, put in force) from begindate until before enddate, or those of these numbers. ' +
      'Next is the `before` of the next page; null at the end.',
  }),
  getConfigDocuments: route({
    service: 'mcc', method: 'GET', path: `${customer}/configversions/documents`, access: 'CONFIG_VERSIONS',
    ...ofVersions, output: z.array(z.object({ Document: z.string(), Number: z.number() })).readonly(), summary: 'Get versions as YAML.',
  }),
  getConfigChanges: route({
    service: 'mcc', method: 'GET', path: `${customer}/configversions/changes`, access: 'CONFIG_VERSIONS',
    ...ofVersions, output: z.array(z.object({ Changes: z.array(change).readonly(), Number: z.number() })).readonly(),
    summary: 'Get what versions changed in the ones that they followed.',
  }),
  getConfigEdges: route({
    service: 'mcc', method: 'GET', path: `${customer}/configversions/edges`, access: 'CONFIG_VERSIONS',
    ...ofVersions, output: z.array(z.object({ Edges: z.array(edgeState).readonly(), Number: z.number() })).readonly(),
    summary: 'Get how far the edges are with versions; none where a version is a draft.',
  }),
  createConfigDraft: route({
    service: 'mcc', method: 'POST', path: `${customer}/configversions`, access: 'CONFIG_VERSIONS', bodyLimit: 4_000_000,
    input: z.object({ body: z.object({ Comment: comment, Document: document }) }), output: z.object({ Number: z.number() }),
    summary: 'Keep a YAML document as a draft, in the form of the store: comments and order are not kept.',
  }),
  dryRunConfigVersion: route({
    service: 'mcc', method: 'PUT', path: `${customer}/configversions/{number}/dryrun`, access: 'CONFIG_VERSIONS',
    input: z.object({ number: id }), output: outcome, summary: 'Tell what putting a version in force would change, and what speaks against it. Changes nothing.',
  }),
  activateConfigVersion: route({
    service: 'mcc', method: 'PUT', path: `${customer}/configversions/{number}/activate`, access: 'CONFIG_VERSIONS',
    input: z.object({ number: id, body: z.object({ Comment: comment, ExpectedVersion: id }) }), output: z.object({ Number: z.number() }),
    summary: 'Put a draft in force, or repeat an earlier version as a new one (roll back). ExpectedVersion must be the one in force, else 409.',
  }),
  deleteConfigDraft: route({
    service: 'mcc', method: 'DELETE', path: `${customer}/configversions/{number}`, access: 'CONFIG_VERSIONS',
    input: z.object({ number: id }), output: z.null(), summary: 'Discard a draft.',
  }),
};
