import type { Handlers } from '@edgegraph/rest/door.ts';
import { RestError, badRequest, missing } from '@edgegraph/rest/error.ts';
import type { content } from '@edgegraph/rest/mcc/content.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import {
  type ContentJob,
  type NewContentJob,
  countContentJobs,
  findContentJob,
  listContentJobs,
} from '../../database/queries/content-jobs.ts';
import type { Notices } from '../../database/notices.ts';
import type { ContentAction, ContentJobStatus, Database } from '../../database/tables.ts';
import type { Site } from '../../edge/site.ts';
import { askFleet } from '../../fleet/control/ask.ts';
import type { ContentJobs } from '../../fleet/control/content-jobs.ts';
import { popsIn } from '../../network/pops.ts';
import { percentDone, withProgress } from './content-progress.ts';
import { type Asked, type ContractBody, checkRegions, namedBy, platformIn, refuseForLoads, resolved } from './content-request.ts';
import { toBulkStatus, toStatus } from './content-status.ts';
import { contentScope } from './content-targets.ts';
import { toTarget } from './content-url.ts';

export interface ContentSources {
  readonly db: Database;
  readonly notices: Notices;
  readonly jobs: ContentJobs;
  /** What edges serve of a customer, by its configuration now. */
  readonly sitesOf: (accountNumber: string) => Promise<readonly Site[]>;
  /** What CDN host names end in. */
  readonly domain: string;
}

/** Purges and loads: accepted means stored; each stays unfinished until every edge has done it. */
export function contentHandlers({ db, notices, jobs, sitesOf, domain }: ContentSources): Handlers<typeof content> {
  const resolve = async (asked: Asked, viewer: Viewer): Promise<NewContentJob> => {
    const { accountNumber } = viewer;
    checkRegions(asked.regionIds);
    const scope = contentScope({ accountNumber, domain, sites: await sitesOf(accountNumber), mediaTypeId: asked.mediaTypeId });
    const { action, kind, regionIds, soft, thenLoad, idempotencyKey } = asked;
    return {
      accountNumber,
      action,
      kind,
      regionIds,
      soft,
      thenLoad,
      idempotencyKey,
      targets: asked.targets.map(({ target }) => target),
      ...resolved(asked, scope),
      createdByUserId: viewer.userId,
      createdByLogin: viewer.login,
    };
  };

  const submit = async (asked: Asked, viewer: Viewer, whenFull: 'queue' | 'refuse'): Promise<ContentJob> => {
    if (asked.targets.length > jobs.limit) throw tooMany(asked, jobs.limit);
    const outcome = await jobs.submit(await resolve(asked, viewer), { whenFull });
    if (outcome === 'full') throw limitReached(asked.action, jobs.limit);
    if (outcome === 'another input') {
      throw new RestError(409, `The idempotency key "${asked.idempotencyKey}" belongs to a job of another input; give each input a key of its own.`);
    }
    return outcome;
  };

  const contract = (action: ContentAction, kind: 'single' | 'bulk') => ({
    submit: async ({ body }: { readonly body: ContractBody }, viewer: Viewer) => {
      const paths = typeof body.MediaPath === 'string' ? [body.MediaPath] : body.MediaPath;
      const asked: Asked = {
        action,
        kind,
        targets: paths.map((path, index) => ({ target: toTarget(path), path: kind === 'single' ? 'MediaPath' : `MediaPath.${index}` })),
        mediaTypeId: platformIn(body),
        regionIds: body.EdgeNodeRegionIds ?? [],
        soft: false,
        thenLoad: false,
        idempotencyKey: null,
      };
      return { Id: (await submit(asked, viewer, 'refuse')).id };
    },
    find: async (id: string, { accountNumber }: Viewer) => {
      const job = await findContentJob(db, accountNumber, id);
      return job?.action === action && job.kind === kind ? job : null;
    },
  });

  const single = (action: ContentAction) => {
    const { submit: put, find } = contract(action, 'single');
    return { put, get: async ({ id }: { readonly id: string }, viewer: Viewer) => orNull(await find(id, viewer), toStatus) };
  };

  const bulk = (action: ContentAction) => {
    const { submit: put, find } = contract(action, 'bulk');
    return {
      put,
      get: async ({ id }: { readonly id: string }, viewer: Viewer) => {
        const job = await find(id, viewer);
        return job && toBulkStatus(job, await percentDone(db, job));
      },
    };
  };

  const [purge, load, bulkPurge, bulkLoad] = [single('purge'), single('load'), bulk('purge'), bulk('load')];

  return {
    purge: purge.put,
    getPurge: purge.get,
    load: load.put,
    getLoad: load.get,
    bulkPurge: bulkPurge.put,
    getBulkPurge: bulkPurge.get,
    bulkLoad: bulkLoad.put,
    getBulkLoad: bulkLoad.get,

    submitContentJob: async ({ body }, viewer) => {
      const asked: Asked = {
        action: body.Action === 'PURGE' ? 'purge' : 'load',
        kind: 'any',
        targets: body.Targets.map((each, index) => ({ target: namedBy(each), path: `Targets.${index}` })),
        mediaTypeId: body.MediaTypeId ?? null,
        regionIds: body.EdgeNodeRegionIds ?? [],
        soft: body.Soft === 1,
        thenLoad: body.ThenLoad === 1,
        idempotencyKey: body.IdempotencyKey ?? null,
      };
      if (asked.action === 'load') refuseForLoads(body);
      if (body.DryRun !== 1) return { DryRun: null, Id: (await submit(asked, viewer, body.Queue === 1 ? 'queue' : 'refuse')).id };
      const { accountNumber, purges, regionIds } = await resolve(asked, viewer);
      const pops = regionIds.length === 0 ? undefined : popsIn(regionIds);
      const answers = await askFleet({ db, notices }, { kind: 'count', accountNumber, content: purges, pops });
      const counted = answers.filter(({ at }) => at !== null);
      return { DryRun: { Edges: counted.length, EdgesAsked: answers.length, Objects: counted.reduce((sum, { objects }) => sum + objects, 0) }, Id: null };
    },

    listContentJobs: async ({ before, begindate, enddate, limit, status }, { accountNumber }) => {
      const filter = { status: status && statuses[status], from: begindate === undefined ? undefined : isoText(begindate), to: enddate === undefined ? undefined : isoText(enddate) };
      const [listed, Count] = await Promise.all([
        listContentJobs(db, accountNumber, { ...filter, before, limit: limit + 1 }),
        countContentJobs(db, accountNumber, filter),
      ]);
      const page = listed.slice(0, limit);
      return { Count, Jobs: await withProgress(db, accountNumber, page), Next: listed.length > limit ? (page.at(-1)?.number ?? null) : null };
    },

    getContentJob: async ({ id }, { accountNumber }) => {
      const job = await findContentJob(db, accountNumber, id);
      return job && ((await withProgress(db, accountNumber, [job]))[0] ?? null);
    },

    cancelContentJob: async ({ id }, { accountNumber }) => {
      const job = await jobs.cancel(accountNumber, id);
      if (!job) throw missing(`Content job ${id}`);
      if (job.status !== 'cancelled') {
        throw new RestError(409, `Content job ${id} is ${job.status}; only one that is queued can be cancelled, since edges do at once what they are told.`);
      }
      return null;
    },
  };
}

const tooMany = ({ kind, action }: Asked, limit: number): RestError =>
  badRequest([{ path: kind === 'any' ? 'Targets' : 'MediaPath', message: `has more than ${limit}, which is how many of a customer's ${action}s may be outstanding; divide it.` }]);

const limitReached = (action: ContentAction, limit: number): RestError =>
  badRequest([{ path: '', message: `The limit of ${limit} concurrent ${action}s would be exceeded; wait until some are complete.` }]);

const statuses: Readonly<Record<string, ContentJobStatus>> = { QUEUED: 'queued', RUNNING: 'running', DONE: 'done', CANCELLED: 'cancelled' };

const isoText = (time: number): string => new Date(time).toISOString();

const orNull = <From, To>(value: From | null, translate: (value: From) => To): To | null => (value === null ? null : translate(value));
