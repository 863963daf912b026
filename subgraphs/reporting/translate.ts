/** REST's names and codes, and the graph's. */
import { type MediaTypeId, mediaTypeIds, sslOnly } from '@edgegraph/rest/codec.ts';
import { badUserInput } from '@edgegraph/schema/errors.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import { atArguments } from '../errors.ts';
import type { BytesPoint } from '../generated/reporting.ts';
import { mediaTypeOf, platformOf } from '../platform.ts';
import { type FixedBucket, bucketMs } from './range.ts';

type SslMediaTypeId = keyof typeof sslOnly;

/** The media type id by which REST counts a platform, or its HTTPS traffic alone. */
export function toReportMediaType(platform: Platform | null | undefined, ssl: boolean): MediaTypeId | SslMediaTypeId | undefined {
  if (!platform) {
    if (!ssl) return undefined;
    throw badUserInput('sslOnly needs a platform.', [{ path: 'platform', message: 'is needed with sslOnly.' }]);
  }
  const mediaType = mediaTypeOf(platform);
  if (!ssl) return mediaType;
  if (mediaType === 3) return 7;
  return mediaType === 8 ? 9 : 15;
}

/** The platform and kind of traffic of a report's media type id; null for one that this graph does not know. */
export function fromReportMediaType(id: number): { platform: Platform; sslOnly: boolean } | null {
  const mediaType = mediaTypeIds.find((each) => each === id);
  if (mediaType) return { platform: platformOf(mediaType), sslOnly: false };
  if (id === 7 || id === 9 || id === 15) return { platform: platformOf(sslOnly[id]), sslOnly: true };
  return null;
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
