import { type MediaTypeId, mediaTypeIds, sslOnly } from '@edgegraph/rest/codec.ts';
import { badUserInput } from '@edgegraph/schema/errors.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import { mediaTypeOf, platformOf } from './platform.ts';

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
