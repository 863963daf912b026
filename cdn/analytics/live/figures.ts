import type { CacheStatus } from '@edgegraph/rest/codec.ts';
import type { ReportMediaTypeId } from '../report-filter.ts';

/** The kinds of HTTP status that live figures tell apart, in the order in which they are listed. */
export const statusClasses = ['2xx', '304', '3xx', '403', '404', '4xx', '5xx', 'other'] as const;

/** `3xx` and `4xx` are without those that have a class of their own. */
export type StatusClass = (typeof statusClasses)[number];

export function statusClassOf(status: number): StatusClass {
  if (status === 304 || status === 403 || status === 404) return `${status}`;
  const hundreds = Math.floor(status / 100);
  return hundreds >= 2 && hundreds <= 5 ? `${hundreds as 2 | 3 | 4 | 5}xx` : 'other'; // the bounds just checked
}

/** What was served in one second. */
export interface LiveFigures extends Rates {
  /** Milliseconds since 1970: when the second began. */
  readonly at: number;
  readonly cacheStatuses: Readonly<Record<CacheStatus, number>>;
  readonly statusClasses: Readonly<Record<StatusClass, number>>;
  /** Of those that served anything, by code. */
  readonly pops: readonly (Rates & { readonly pop: string })[];
}

export interface Rates {
  readonly bitsPerSecond: number;
  /** Requests served in the second. */
  readonly connectionsPerSecond: number;
}

/** Whose figures, and of what. */
export interface LiveFilter {
  readonly accountNumber: string;
  /** All platforms if left out. */
  readonly mediaTypeId?: ReportMediaTypeId | undefined;
  /** Capital letters; every POP if left out. */
  readonly pop?: string | undefined;
}

export interface LiveQuery extends LiveFilter {
  /** One series for each; one of the whole account, also of what no CNAME is known of, if left out. */
  readonly cnameIds?: readonly number[] | undefined;
  /** How many seconds, up to the newest that is complete; at most `longestSeries`. */
  readonly seconds: number;
}

/** How far back live figures reach, in seconds. */
export const longestSeries = 600;

/** Without gaps, oldest first; zeros where nothing was served. Shorter than asked for where older seconds are not known (any more). Never empty. */
export type LiveSeries = readonly LiveFigures[];

/** Where live figures are read. */
export interface LiveStatistics {
  /** The series of one answer end with the same second. */
  read(query: LiveQuery): Promise<readonly LiveSeries[]>;
}
