import { randomBytes } from 'node:crypto';
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Selectable } from 'kysely';
import { fromJson, toJson } from '../json-text.ts';
import type { ContentAction, ContentJobsTable, Database } from '../tables.ts';
import { now } from '../time.ts';

/** A purge or load of one path. */
export interface ContentJob {
  /** 24 hexadecimal digits in lower case. */
  readonly id: string;
  readonly accountNumber: string;
  readonly action: ContentAction;
  /** A URL, possibly with wildcards. */
  readonly mediaPath: string;
  readonly mediaTypeId: MediaTypeId;
  /** The regions of edges concerned; empty: all. */
  readonly regionIds: readonly number[];
  readonly status: 'pending';
  readonly inDate: string;
  /** Null: unfinished. */
  readonly completeDate: string | null;
}

export type NewContentJob = Pick<ContentJob, 'accountNumber' | 'action' | 'mediaPath' | 'mediaTypeId' | 'regionIds'>;

export async function createContentJob(db: Database, job: NewContentJob): Promise<ContentJob> {
  const row = await db
    .insertInto('contentJobs')
    .values({ ...job, id: randomBytes(12).toString('hex'), regionIds: toJson(job.regionIds), status: 'pending', inDate: now() })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toContentJob(row);
}

/** Null: this customer has no such purge, or load. */
export async function findContentJob(
  db: Database,
  accountNumber: string,
  action: ContentAction,
  id: string,
): Promise<ContentJob | null> {
  const row = await db
    .selectFrom('contentJobs')
    .selectAll()
    .where('accountNumber', '=', accountNumber)
    .where('action', '=', action)
    .where('id', '=', id.toLowerCase())
    .executeTakeFirst();
  return row ? toContentJob(row) : null;
}

const toContentJob = (row: Selectable<ContentJobsTable>): ContentJob => ({ ...row, regionIds: fromJson(row.regionIds) });
