/** A purge or load as it stands, with what each edge has done. */
import type { RestContentJob, RestEdgeProgress } from '@edgegraph/rest/mcc/content.ts';
import { targetKinds } from '@edgegraph/rest/mcc/content.ts';
import type { ContentJob } from '../../database/queries/content-jobs.ts';
import { queuePositions } from '../../database/queries/content-jobs.ts';
import { type Edge, isAway, listEdges } from '../../database/queries/edges.ts';
import { type JobAcknowledgement, listJobAcknowledgements } from '../../database/queries/fleet-journal.ts';
import type { ContentTarget, Database } from '../../database/tables.ts';
import { failed } from '../../fleet/control/messages.ts';

/** What jobs of one customer look like now; a few queries, however many they are. */
export async function withProgress(db: Database, accountNumber: string, jobs: readonly ContentJob[]): Promise<RestContentJob[]> {
  const [acknowledgements, edges, positions] = await Promise.all([
    listJobAcknowledgements(db, jobs.map(({ id }) => id)),
    listEdges(db),
    jobs.some(({ status }) => status === 'queued') ? queuePositions(db, accountNumber) : new Map<string, number>(),
  ]);
  const byJob = Map.groupBy(acknowledgements, ({ jobId }) => jobId);
  const away = awayEdges(edges, Date.now());
  return jobs.map((job) => toRest(job, byJob.get(job.id) ?? [], away, positions.get(job.id) ?? null));
}

/** Of what the edges have to do for a job, how much they have done; 0 to 100. */
export async function percentDone(db: Database, { id, status }: Pick<ContentJob, 'id' | 'status'>): Promise<number> {
  if (status === 'done') return 100;
  const all = await listJobAcknowledgements(db, [id]);
  return all.length === 0 ? 0 : Math.floor((all.filter(({ at }) => at !== null).length * 100) / all.length);
}

const awayEdges = (edges: readonly Edge[], time: number): ReadonlySet<string> =>
  new Set(edges.filter((edge) => isAway(edge, time)).map(({ name }) => name));

const jobActions = { purge: 'PURGE', load: 'LOAD' } as const;
const jobStatuses = { queued: 'QUEUED', running: 'RUNNING', done: 'DONE', cancelled: 'CANCELLED' } as const;

function toRest(job: ContentJob, acknowledgements: readonly JobAcknowledgement[], away: ReadonlySet<string>, position: number | null): RestContentJob {
  const edges = [...Map.groupBy(acknowledgements, ({ edge }) => edge).values()].map((ofEdge) => toEdgeProgress(job, ofEdge, away));
  return {
    Action: jobActions[job.action],
    Bytes: total(edges.map(({ Bytes }) => Bytes)),
    CompletedAt: job.completeDate,
    CreatedAt: job.inDate,
    CreatedBy: job.createdByLogin,
    DispatchedAt: job.dispatchedAt,
    Edges: edges,
    Id: job.id,
    MediaTypeIds: [...job.mediaTypeIds],
    Number: job.number,
    Objects: total(edges.map(({ Objects }) => Objects)),
    QueuePosition: position,
    RegionIds: [...job.regionIds],
    Soft: job.soft,
    Status: jobStatuses[job.status],
    Targets: job.targets.map(({ kind, value }) => ({ Kind: restKind(kind), Value: value })),
    ThenLoad: job.thenLoad,
  };
}

/** Of one edge: what it said of the purge, the load, or the purge and the load behind it. */
function toEdgeProgress(job: ContentJob, ofEdge: readonly JobAcknowledgement[], away: ReadonlySet<string>): RestEdgeProgress {
  const [first] = ofEdge;
  const last = ofEdge.at(-1);
  if (!first || !last) throw new Error('An edge is told of a job by an entry.');
  const waitsForLoad = job.thenLoad && job.status === 'running' && last.kind === 'purge';
  const isDone = ofEdge.every(({ at }) => at !== null) && !waitsForLoad;
  const problems = ofEdge.flatMap(({ problem }) => problem ?? []);
  return {
    AcknowledgedAt: isDone ? last.at : null,
    Bytes: total(ofEdge.map(({ bytes }) => bytes)),
    Edge: first.edge,
    Loads: ofEdge.flatMap(({ loads }) =>
      loads.map(({ status, bytes, stored, problem }, index) => ({ Bytes: bytes, Problem: problem, Status: status, Stored: stored, Url: urlOf(job, index) })),
    ),
    Objects: total(ofEdge.map(({ objects }) => objects)),
    Pop: first.pop,
    Problem: problems.length === 0 ? null : problems.join('\n'),
    Remaining: total(ofEdge.map(({ remaining }) => remaining)),
    SentAt: first.sentAt,
    Status: statusOf(),
  };

  function statusOf(): RestEdgeProgress['Status'] {
    if (ofEdge.some((each) => each.at !== null && failed(each))) return 'FAILED';
    if (isDone) return 'DONE';
    return away.has(first?.edge ?? '') ? 'AWAY' : 'PENDING';
  }
}

/** Loads are told in the order of the targets. */
const urlOf = ({ targets, loads }: ContentJob, index: number): string => targets[index]?.value ?? loads[index]?.url ?? '';

const kinds = {
  url: targetKinds.Url,
  directory: targetKinds.Directory,
  prefix: targetKinds.Prefix,
  pattern: targetKinds.Pattern,
  surrogateKey: targetKinds.SurrogateKey,
  edgeCname: targetKinds.EdgeCname,
  all: targetKinds.All,
} as const;

const restKind = (kind: ContentTarget['kind']) => kinds[kind];

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
