import { type CacheStatus, type MediaTypeId, cacheStatuses, mediaTypeIds } from '@edgegraph/rest/codec.ts';
import { type StatusClass, statusClasses } from './figures.ts';

/** What tells a CNAME's requests of one second apart. */
export interface Kind {
  readonly mediaTypeId: MediaTypeId;
  readonly ssl: boolean;
  /** The place of its code in a list of POPs. */
  readonly pop: number;
  readonly cacheStatus: CacheStatus;
  readonly statusClass: StatusClass;
}

const [platforms, cachings, classes] = [mediaTypeIds.length, cacheStatuses.length, statusClasses.length];

/** The kind as one number, of 32 bits for up to ten million POPs. */
export const codeOf = ({ mediaTypeId, ssl, pop, cacheStatus, statusClass }: Kind): number =>
  (((pop * platforms + mediaTypeIds.indexOf(mediaTypeId)) * 2 + Number(ssl)) * cachings + cacheStatuses.indexOf(cacheStatus)) * classes +
  statusClasses.indexOf(statusClass);

/** The places, in their lists, of what a kind's number stands for. */
export function placesOf(code: number): { pop: number; platform: number; ssl: boolean; caching: number; statusClass: number } {
  const above = Math.floor(code / classes);
  const platformAndSsl = Math.floor(above / cachings);
  const popAndPlatform = Math.floor(platformAndSsl / 2);
  return {
    pop: Math.floor(popAndPlatform / platforms),
    platform: popAndPlatform % platforms,
    ssl: platformAndSsl % 2 === 1,
    caching: above % cachings,
    statusClass: code % classes,
  };
}
