import { cacheStatuses } from '@edgegraph/rest/codec.ts';
import { type LiveFigures, statusClasses } from '../analytics/live/figures.ts';

/** The contract's rates by cache status: all of them, zeros included. */
export const toCacheStatuses = (figures: LiveFigures) => cacheStatuses.map((status) => ({ CacheStatus: status, Connections: figures.cacheStatuses[status] }));

/** The contract's rates by kind of HTTP status: all kinds, zeros included. */
export const toStatusCodes = (figures: LiveFigures) => statusClasses.map((kind) => ({ Connections: figures.statusClasses[kind], StatusCode: kind }));
