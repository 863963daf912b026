/** REST's names and codes, and the graph's. */
import { atArguments } from '../errors.ts';
import type { BytesPoint } from '../generated/reporting.ts';
import { type FixedBucket, bucketMs } from './range.ts';

/** A sum of bytes before it is asked how complete it is. */
export interface BytesTotalModel {
  readonly range: { readonly from: Date; readonly to: Date };
  readonly bytes: bigint;
}

export const toBytesPoints = (slices: readonly { readonly Bytes: bigint; readonly DateTimeSlice: string }[], every: FixedBucket): BytesPoint[] =>
  slices.map(({ Bytes, DateTimeSlice }) => ({ ...toInterval(DateTimeSlice, every), bytes: Bytes }));

/** REST names an interval by its first minute, `YYYY-MM-DD hh:mm` in UTC. */
function toInterval(slice: string, every: FixedBucket): { from: Date; to: Date } {
  const from = new Date(`${slice.replace(' ', 'T')}Z`);
  return { from, to: new Date(from.getTime() + bucketMs[every]) };
}

/** Where the members of a report's query come from in a field's arguments. */
export const reportMembers = {
  begindate: 'range.from',
  enddate: 'range.to',
  intervalid: 'every',
  mediatypeid: 'platform',
  platform: 'platform',
  pops: 'pops',
  regionid: 'regionId',
};

/** A report; what is refused of it is told at the paths of the field's arguments. */
export const told = <Answer>(report: Promise<Answer>): Promise<Answer> => atArguments(report, reportMembers);
