/** Purges and loads. */
import { dateText } from '@edgegraph/rest/codec.ts';
import type { InputOf } from '@edgegraph/rest/route.ts';
import type { RestContentJob, RestEdgeProgress, RestTarget, content } from '@edgegraph/rest/mcc/content.ts';
import { type PageArguments, cursorOf, pageOf, pageSize, positionOf } from '../connection.ts';
import { atInput } from '../errors.ts';
import type { ContentJob, EdgeProgress, JobStatus, LoadInput, PurgeDryRun, PurgeInput, PurgeTarget, Resolvers, TimeRange } from '../generated/mcc.ts';
import { mediaTypeOf, platformOf } from '../platform.ts';
import { polled } from '../polling.ts';
import { toBounds } from '../time-range.ts';
import type { Context } from './loaders.ts';

/** What `purge` answers with; the job itself is read when asked for. */
export interface PurgeModel {
  /** Empty for a dry run. */
  readonly id: string;
  readonly dryRun: PurgeDryRun | null;
}

export const contentJobs = {
  Customer: {
    contentJob: (_customer, { id }, context) => findContentJob(id, context),
    contentJobs: (_customer, args, context) => contentJobsPage(args, context),
  },
  PurgePayload: { contentJob: ({ id }, _args, context) => (id === '' ? null : findContentJob(id, context)) },
  LoadPayload: { contentJob: ({ id }, _args, context) => findContentJob(id, context) },
  CancelContentJobPayload: { contentJob: ({ id }, _args, context) => findContentJob(id, context) },
  Mutation: {
    purge: async (_root, { input }, { rest, caller }): Promise<PurgeModel> => {
      const { Id, DryRun } = await atInput(rest.mcc.submitContentJob({ body: toPurgeBody(input) }, caller), purgeMembers(input));
      return { id: Id ?? '', dryRun: DryRun && { objects: BigInt(DryRun.Objects), edges: DryRun.Edges, edgesAsked: DryRun.EdgesAsked } };
    },
    load: async (_root, { input }, { rest, caller }) => {
      const { Id } = await atInput(rest.mcc.submitContentJob({ body: toLoadBody(input) }, caller), { ...commonMembers, Targets: 'urls' });
      return { id: Id ?? '' };
    },
    cancelContentJob: async (_root, { input: { id } }, { rest, caller }) => {
      await atInput(rest.mcc.cancelContentJob({ id }, caller), {});
      return { id };
    },
  },
  Subscription: {
    contentJob: {
      async *subscribe(_root, { id }, context) {
        const jobs = polled(context, () => findContentJob(id, context), (job) => job === null || finished[job.status]);
        for await (const contentJob of jobs) yield { contentJob };
      },
    },
  },
} satisfies Resolvers<Context>;

/** Whether a job of this status will change no more. */
const finished: Readonly<Record<JobStatus, boolean>> = { QUEUED: false, RUNNING: false, DONE: true, CANCELLED: true };

type Body = InputOf<typeof content.submitContentJob>['body'];

function toPurgeBody(input: PurgeInput): Body {
  const { platform, soft, dryRun, thenLoad, regionIds, idempotencyKey } = input;
  return {
    Action: 'PURGE',
    Targets: toTargets(input),
    MediaTypeId: platform ? mediaTypeOf(platform) : null,
    Soft: soft ?? false,
    DryRun: dryRun ?? false,
    ThenLoad: thenLoad ?? false,
    EdgeNodeRegionIds: regionIds ? [...regionIds] : null,
    IdempotencyKey: idempotencyKey ?? null,
    Queue: true,
  };
}

const toLoadBody = ({ urls, platform, regionIds, idempotencyKey }: LoadInput): Body => ({
  Action: 'LOAD',
  Targets: urls.map((Url) => ({ Url })),
  MediaTypeId: platform ? mediaTypeOf(platform) : null,
  EdgeNodeRegionIds: regionIds ? [...regionIds] : null,
  IdempotencyKey: idempotencyKey ?? null,
  Queue: true,
});

const toTargets = ({ targets, path }: PurgeInput): RestTarget[] => [...(targets ?? []).map(toTarget), ...(path == null ? [] : [ofPath(path)])];

function toTarget({ url, directory, prefix, pattern, surrogateKey, edgeCname, all }: PurgeTarget): RestTarget {
  return {
    ...(url != null && { Url: url }),
    ...(directory != null && { Directory: directory }),
    ...(prefix != null && { Prefix: prefix }),
    ...(pattern != null && { Pattern: pattern }),
    ...(surrogateKey != null && { SurrogateKey: surrogateKey }),
    ...(edgeCname != null && { EdgeCname: edgeCname }),
    // False, which the service refuses, as all else that is not true.
    ...(all === true && { All: true }),
  };
}

/** REST's path syntax, in which `*` tells patterns and prefixes from URLs. */
function ofPath(path: string): RestTarget {
  const [withoutQuery = ''] = path.split('?', 1);
  if (!withoutQuery.includes('*')) return { Url: path };
  return withoutQuery.endsWith('/*') ? { Prefix: path } : { Pattern: path };
}

const commonMembers = { MediaTypeId: 'platform', EdgeNodeRegionIds: 'regionIds', IdempotencyKey: 'idempotencyKey' };

const purgeMembers = ({ targets }: PurgeInput) => ({
  ...commonMembers,
  Targets: 'targets',
  Soft: 'soft',
  DryRun: 'dryRun',
  ThenLoad: 'thenLoad',
  // Behind the others, if it is there.
  [`Targets.${targets?.length ?? 0}`]: 'path',
});

async function findContentJob(id: string, { rest, caller }: Pick<Context, 'rest' | 'caller'>): Promise<ContentJob | null> {
  const job = await rest.mcc.getContentJob({ id }, caller);
  return job && toContentJob(job);
}

interface PageOf extends PageArguments {
  readonly status?: JobStatus | null;
  readonly range?: TimeRange | null;
}

/** A page of jobs, the latest first; the service pages them, since they may be many. */
export async function contentJobsPage({ status, range, ...page }: PageOf, { rest, caller }: Context) {
  const bounds = range && toBounds(range, new Date());
  const { Jobs, Count, Next } = await rest.mcc.listContentJobs(
    {
      limit: pageSize(page),
      before: page.after == null ? undefined : positionOf(page.after)[1],
      begindate: bounds ? dateText(bounds.from.getTime()) : undefined,
      enddate: bounds ? dateText(bounds.to.getTime()) : undefined,
      status: status ?? undefined,
    },
    caller,
  );
  const edges = Jobs.map((job) => ({ cursor: cursorOf([job.Number, job.Number]), node: toContentJob(job) }));
  return { ...pageOf(edges, { hasNextPage: Next !== null, hasPreviousPage: page.after != null }), totalCount: Count };
}

export function toContentJob(job: RestContentJob): ContentJob {
  const [path] = job.Targets;
  const [mediaTypeId] = job.MediaTypeIds;
  if (path === undefined || mediaTypeId === undefined) throw new Error(`Content job ${job.Id} names nothing.`);
  return {
    id: job.Id,
    action: job.Action,
    status: job.Status,
    queuePosition: job.QueuePosition,
    targets: job.Targets.map(({ Kind, Value }) => ({ kind: Kind, value: Value })),
    platforms: job.MediaTypeIds.map(platformOf),
    regionIds: job.RegionIds.map(String),
    soft: job.Soft,
    thenLoad: job.ThenLoad,
    path: path.Value,
    platform: platformOf(mediaTypeId),
    createdByLogin: job.CreatedBy,
    createdAt: new Date(job.CreatedAt),
    dispatchedAt: toMoment(job.DispatchedAt),
    completedAt: toMoment(job.CompletedAt),
    objects: BigInt(job.Objects),
    bytes: BigInt(job.Bytes),
    edges: job.Edges.map(toEdgeProgress),
  };
}

const toEdgeProgress = (edge: RestEdgeProgress): EdgeProgress => ({
  edge: edge.Edge,
  pop: edge.Pop,
  status: edge.Status,
  sentAt: toMoment(edge.SentAt),
  acknowledgedAt: toMoment(edge.AcknowledgedAt),
  objects: BigInt(edge.Objects),
  remaining: BigInt(edge.Remaining),
  loads: edge.Loads.map(({ Url, Status, Bytes, Stored, Problem }) => ({ url: Url, status: Status, bytes: BigInt(Bytes), stored: Stored, problem: Problem })),
  problem: edge.Problem,
});

const toMoment = (text: string | null): Date | null => (text === null ? null : new Date(text));
