import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';

const mediaTypes = { HTTP_LARGE: 3, HTTP_SMALL: 8, ADN: 14 } as const satisfies Record<Platform, MediaTypeId>;

/** Every platform, in the order of REST's ids. */
export const platforms: readonly Platform[] = ['HTTP_LARGE', 'HTTP_SMALL', 'ADN'];

/** A platform's media type id in REST. */
export const mediaTypeOf = (platform: Platform): MediaTypeId => mediaTypes[platform];

/** The platform of a media type id. */
export function platformOf(mediaType: MediaTypeId): Platform {
  if (mediaType === 3) return 'HTTP_LARGE';
  return mediaType === 8 ? 'HTTP_SMALL' : 'ADN';
}

/** What `load` gives for the platform, or for all of them when it is left out, in one list. */
export const overPlatforms = async <Item>(platform: Platform | null | undefined, load: (platform: Platform) => Promise<readonly Item[]>): Promise<Item[]> =>
  (await Promise.all((platform ? [platform] : platforms).map(load))).flat();
