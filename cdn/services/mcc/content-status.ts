/** Purges and loads as the contract's routes show them. */
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { BulkStatus, PurgeStatus } from '@edgegraph/rest/mcc/content.ts';
import type { ContentJob } from '../../database/queries/content-jobs.ts';
import { purgeRegions } from '../../network/pops.ts';
import { minuteText, secondText } from '../date-text.ts';

export const toStatus = (job: ContentJob): PurgeStatus => ({
  AccountNumber: job.accountNumber,
  CompleteDate: job.completeDate === null ? null : minuteText(job.completeDate),
  Id: job.id,
  InDate: minuteText(job.inDate),
  MediaPath: job.targets[0]?.value ?? '',
  MediaTypeId: platformOf(job),
  Regions: purgeRegions.filter(({ id }) => job.regionIds.length === 0 || job.regionIds.includes(id)).map(({ id, name }) => ({ Id: id, Name: name })),
});

function platformOf({ id, mediaTypeIds: [first] }: ContentJob): MediaTypeId {
  if (first === undefined) throw new Error(`Content job ${id} has no platform.`);
  return first;
}

/** `progress`: 0 to 100. */
export const toBulkStatus = (job: ContentJob, progress: number): BulkStatus => ({
  Status_Details: {
    Completed: Math.floor((job.targets.length * progress) / 100),
    Completed_at: job.completeDate === null ? null : secondText(job.completeDate),
    Count: job.targets.length,
    Created_at: secondText(job.inDate),
    Progress: progress,
    Status: job.status === 'done' ? 'done' : 'in-progress',
  },
});
