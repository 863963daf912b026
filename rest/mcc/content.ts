/** `mcc`: purge and load. */
import { z } from 'zod';
import { date, flag, id, mediaTypeId, mediaTypeIds, pageLimit } from '../codec.ts';
import { route } from '../route.ts';

const customer = '/v2/mcc/customers/{AN}';

const mediaPath = z
  .string({ error: 'is missing.' })
  .max(2048, 'must have at most 2,048 characters.')
  .regex(/^https?:\/\/[^/\s]+\/\S*$/i, 'must be a URL with its protocol and path.');

const platformAndRegions = {
  // Both names are in use; one of them is needed, which the service checks.
  MediaType: mediaTypeId.optional(),
  MediaTypeId: mediaTypeId.optional(),
  EdgeNodeRegionIds: z.array(id).max(100, 'at most 100 regions.').nullish(),
};

const single = z.object({ body: z.object({ MediaPath: mediaPath, ...platformAndRegions }) });

const bulk = z.object({
  body: z.object({
    MediaPath: z.array(mediaPath, { error: 'must be a list of URLs.' }).min(1, 'needs a URL.').max(1000, 'at most 1,000 URLs.'),
    ...platformAndRegions,
  }),
});

const jobId = z.string().regex(/^[0-9a-f]{24}$/i, 'must be 24 hexadecimal digits.');

const accepted = z.object({ Id: z.string() });

const status = z.object({
  AccountNumber: z.string(),
  CompleteDate: z.string().nullable(),
  Id: z.string(),
  InDate: z.string(),
  MediaPath: z.string(),
  MediaTypeId: z.literal(mediaTypeIds),
  Regions: z.array(z.object({ Id: z.number(), Name: z.string() })).readonly(),
});

const bulkStatus = z.object({
  Status_Details: z.object({
    Completed: z.number(),
    Completed_at: z.string().nullable(),
    Count: z.number(),
    Created_at: z.string(),
    Progress: z.number().describe('Of what the edges have to do, 0 to 100.'),
    Status: z.enum(['in-progress', 'done']),
  }),
});

export type PurgeStatus = z.output<typeof status>;
export type BulkStatus = z.output<typeof bulkStatus>;

/** What a job's targets are named by, and the member of the body. */
export const targetKinds = {
  Url: 'URL',
  Directory: 'DIRECTORY',
  Prefix: 'PREFIX',
  Pattern: 'PATTERN',
  SurrogateKey: 'SURROGATE_KEY',
  EdgeCname: 'EDGE_CNAME',
  All: 'ALL',
} as const;

export type TargetKind = (typeof targetKinds)[keyof typeof targetKinds];

const target = z
  .object({
    Url: mediaPath.optional(),
    Directory: mediaPath.optional(),
    Prefix: mediaPath.optional(),
    Pattern: mediaPath.optional(),
    SurrogateKey: z.string().regex(/^[!-~]{1,256}$/, 'must be 1 to 256 characters of ASCII without spaces.').optional(),
    EdgeCname: z.string().toLowerCase().max(253, 'must have at most 253 characters.').optional(),
    All: z.literal(true, { error: 'must be true.' }).optional(),
  })
  .refine((members) => Object.values(members).filter((value) => value !== undefined).length === 1, `must have exactly one of ${Object.keys(targetKinds).join(', ')}.`);

const loadOutcome = z.object({
  Bytes: z.number(),
  Problem: z.string().nullable(),
  Status: z.number().nullable().describe('Null: there was no answer.'),
  Stored: z.boolean(),
  Url: z.string(),
});

const edgeProgress = z.object({
  AcknowledgedAt: z.string().nullable(),
  Bytes: z.number(),
  Edge: z.string(),
  Loads: z.array(loadOutcome).readonly(),
  Objects: z.number(),
  Pop: z.string(),
  Problem: z.string().nullable(),
  Remaining: z.number(),
  SentAt: z.string().nullable(),
  Status: z.enum(['PENDING', 'DONE', 'AWAY', 'FAILED']),
});

const job = z.object({
  Action: z.enum(['PURGE', 'LOAD']),
  Bytes: z.number().describe('Loaded, of all edges.'),
  CompletedAt: z.string().nullable(),
  CreatedAt: z.string().describe('ISO 8601, UTC.'),
  CreatedBy: z.string().nullable(),
  DispatchedAt: z.string().nullable(),
  Edges: z.array(edgeProgress).readonly(),
  Id: z.string(),
  MediaTypeIds: z.array(z.literal(mediaTypeIds)).readonly(),
  Number: z.number().describe('Ascending in the order of acceptance.'),
  Objects: z.number().describe('Met by a purge, at all edges.'),
  QueuePosition: z.number().nullable(),
  RegionIds: z.array(z.number()).readonly(),
  Soft: z.boolean(),
  Status: z.enum(['QUEUED', 'RUNNING', 'DONE', 'CANCELLED']),
  Targets: z.array(z.object({ Kind: z.enum(targetKinds), Value: z.string() })).readonly(),
  ThenLoad: z.boolean(),
});

export type RestContentJob = z.output<typeof job>;
export type RestEdgeProgress = z.output<typeof edgeProgress>;
export type RestTarget = z.output<typeof target>;

const jobStatuses = ['QUEUED', 'RUNNING', 'DONE', 'CANCELLED'] as const;

const mostTargets = 1000;

export const content = {
  purge: route({
    service: 'mcc', method: 'PUT', path: `${customer}/edge/purge`, access: 'PURGE_LOAD',
    input: single, output: accepted, summary: 'Purge a path from every edge.',
  }),
  getPurge: route({
    service: 'mcc', method: 'GET', path: `${customer}/edge/purge/{id}`, access: 'PURGE_LOAD',
    input: z.object({ id: jobId }), output: status.nullable(), summary: 'Get the state of a purge; CompleteDate is null while it is unfinished.',
  }),
  load: route({
    service: 'mcc', method: 'PUT', path: `${customer}/edge/load`, access: 'PURGE_LOAD',
    input: single, output: accepted, summary: 'Load one URL into every edge.',
  }),
  getLoad: route({
    service: 'mcc', method: 'GET', path: `${customer}/edge/load/{id}`, access: 'PURGE_LOAD',
    input: z.object({ id: jobId }), output: status.nullable(), summary: 'Get the state of a load; CompleteDate is null while it is unfinished.',
  }),
  bulkPurge: route({
    service: 'mcc', method: 'PUT', path: `${customer}/edge/bulkpurge`, access: 'PURGE_LOAD',
    input: bulk, output: accepted, summary: 'Purge several paths from every edge.',
  }),
  getBulkPurge: route({
    service: 'mcc', method: 'GET', path: `${customer}/edge/bulkpurge/{id}`, access: 'PURGE_LOAD',
    input: z.object({ id: jobId }), output: bulkStatus.nullable(), summary: 'Get the state of a bulk purge.',
  }),
  bulkLoad: route({
    service: 'mcc', method: 'PUT', path: `${customer}/edge/bulkload`, access: 'PURGE_LOAD',
    input: bulk, output: accepted, summary: 'Load several URLs into every edge.',
  }),
  getBulkLoad: route({
    service: 'mcc', method: 'GET', path: `${customer}/edge/bulkload/{id}`, access: 'PURGE_LOAD',
    input: z.object({ id: jobId }), output: bulkStatus.nullable(), summary: 'Get the state of a bulk load.',
  }),
  submitContentJob: route({
    service: 'mcc', method: 'PUT', path: `${customer}/edge/jobs`, access: 'PURGE_LOAD',
    input: z.object({
      body: z.object({
        Action: z.enum(['PURGE', 'LOAD'], { error: 'must be PURGE or LOAD.' }),
        DryRun: flag.nullish(),
        EdgeNodeRegionIds: platformAndRegions.EdgeNodeRegionIds,
        IdempotencyKey: z.string().regex(/^[!-~]{1,255}$/, 'must be 1 to 255 characters of ASCII without spaces.').nullish(),
        MediaTypeId: mediaTypeId.nullish(),
        Queue: flag.nullish(),
        Soft: flag.nullish(),
        Targets: z.array(target, { error: 'must be a list of targets.' }).min(1, 'needs a target.').max(mostTargets, 'at most 1,000 targets.'),
        ThenLoad: flag.nullish(),
      }),
    }),
    output: z.object({
      DryRun: z.object({ Edges: z.number(), EdgesAsked: z.number(), Objects: z.number() }).nullable(),
      Id: z.string().nullable(),
    }),
    summary:
      'Beyond the contract: purge or load what Targets name. With Queue the job waits where the limit of outstanding ones refuses it otherwise; ' +
      'with DryRun nothing is stored, and the edges tell how many objects a purge would meet.',
  }),
  listContentJobs: route({
    service: 'mcc', method: 'GET', path: `${customer}/edge/jobs`, access: 'PURGE_LOAD',
    input: z.object({
      before: id.optional(),
      begindate: date.optional(),
      enddate: date.optional(),
      limit: pageLimit,
      status: z.enum(jobStatuses, { error: `must be ${jobStatuses.join(', ')}.` }).optional(),
    }),
    output: z.object({ Count: z.number(), Jobs: z.array(job).readonly(), Next: z.number().nullable() }),
    summary:
      'Beyond the contract: purges and loads, the latest first, accepted from begindate until before enddate. Next is the `before` of the next page, ' +
      'null at the end; Count is of all pages.',
  }),
  getContentJob: route({
    service: 'mcc', method: 'GET', path: `${customer}/edge/jobs/{id}`, access: 'PURGE_LOAD',
    input: z.object({ id: jobId }), output: job.nullable(), summary: 'Beyond the contract: get a purge or load of any kind, with what each edge has done.',
  }),
  cancelContentJob: route({
    service: 'mcc', method: 'DELETE', path: `${customer}/edge/jobs/{id}`, access: 'PURGE_LOAD',
    input: z.object({ id: jobId }), output: z.null(), summary: 'Beyond the contract: cancel a purge or load that is queued.',
  }),
};
