import { cacheStatuses, mediaTypeIds } from '@edgegraph/rest/codec.ts';
import type { RequestEvent } from '../event.ts';
import { statusClassOf, statusClasses } from './figures.ts';

/**
 * What tells a CNAME's requests of one second apart, as one number of 32 bits. From the lowest bit: 3 of the status class, 3 of the cache status, 1 of HTTPS,
 * 2 of the platform, each by its place in its list; above them the place of the POP in a list of POPs.
 */
export const kindOf = ({ mediaTypeId, ssl, cacheStatus, status }: Pick<RequestEvent, 'mediaTypeId' | 'ssl' | 'cacheStatus' | 'status'>, pop: number): number =>
  (pop << 9) | (platformPlace(mediaTypeId) << 7) | (Number(ssl) << 6) | (cacheStatuses.indexOf(cacheStatus) << 3) | statusClasses.indexOf(statusClassOf(status));

export const platformPlace = (mediaTypeId: RequestEvent['mediaTypeId']): number => mediaTypeIds.indexOf(mediaTypeId);

export const popOf = (kind: number): number => kind >>> 9;

export const platformOf = (kind: number): number => (kind >>> 7) & 3;

export const isSsl = (kind: number): boolean => (kind & 64) !== 0;

export const cachingOf = (kind: number): number => (kind >>> 3) & 7;

export const classOf = (kind: number): number => kind & 7;
