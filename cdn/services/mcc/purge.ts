import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { type RestError, badRequest } from '@edgegraph/rest/error.ts';
import type { mcc } from '@edgegraph/rest/mcc.ts';
import { findContentJob, queueContentJob } from '../../database/queries/content-jobs.ts';
import { findEdgeCnameByName } from '../../database/queries/edge-cnames.ts';
import type { Database } from '../../database/tables.ts';
import { minuteText } from '../date-text.ts';

type PurgeRoutes = Pick<typeof mcc, 'purge' | 'getPurge'>;

/** Purges: accepted means stored; each stays unfinished until every edge has done it. */
export const purgeHandlers = (db: Database): Handlers<PurgeRoutes> => ({
  purge: async ({ body }, { accountNumber }) => {
    const mediaTypeId = body.MediaType ?? body.MediaTypeId;
    if (mediaTypeId === undefined) throw badRequest([{ path: 'MediaType', message: 'is missing: 3 (HTTP Large), 8 (HTTP Small) or 14 (ADN).' }]);
    await checkPath(db, accountNumber, mediaTypeId, body.MediaPath);
    const job = await queueContentJob(db, {
      accountNumber,
      action: 'purge',
      kind: 'single',
      targets: [{ kind: 'url', value: body.MediaPath }],
      purges: [],
      loads: [],
      mediaTypeIds: [mediaTypeId],
      regionIds: [],
      soft: false,
      thenLoad: false,
      idempotencyKey: null,
      createdByUserId: null,
      createdByLogin: null,
    });
    return { Id: job.id };
  },

  getPurge: async ({ id }, { accountNumber }) => {
    const job = await findContentJob(db, accountNumber, id);
    if (job?.action !== 'purge') return null;
    return {
      AccountNumber: accountNumber,
      CompleteDate: job.completeDate === null ? null : minuteText(job.completeDate),
      Id: job.id,
      InDate: minuteText(job.inDate),
      MediaPath: job.targets[0]?.value ?? '',
      MediaTypeId: job.mediaTypeIds[0] ?? 3,
    };
  },
});

/** The first label of each platform's CDN host, `wpc.<account number>.<domain>`. */
const cdnHosts: Readonly<Record<MediaTypeId, string>> = { 3: 'wpc', 8: 'wac', 14: 'adn' };

/** Throws unless the URL is one of the customer's on that platform and its wildcards stand in its last segment alone. */
async function checkPath(db: Database, accountNumber: string, mediaTypeId: MediaTypeId, mediaPath: string): Promise<void> {
  const url = URL.parse(mediaPath);
  if (!url) throw badPath('is not a valid URL; check its host and port.');
  const { hostname, pathname } = url;
  const folders = pathname.slice(0, pathname.lastIndexOf('/'));
  if (folders.includes('*')) throw badPath('may have * in its last segment only; * cannot stand for a folder.');
  const isCdnHost = hostname.startsWith(`${cdnHosts[mediaTypeId]}.${accountNumber.toLowerCase()}.`);
  if (isCdnHost && new RegExp(`^/[08]0${accountNumber}/`, 'i').test(pathname)) return;
  const cname = await findEdgeCnameByName(db, accountNumber, hostname);
  if (cname?.mediaTypeId === mediaTypeId) return;
  throw badPath(`${hostname} is no edge CNAME of yours on this platform; create it first, or give a CDN URL.`);
}

const badPath = (message: string): RestError => badRequest([{ path: 'MediaPath', message }]);
