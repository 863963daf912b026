import type { CacheStatus } from '@edgegraph/rest/codec.ts';
import type { UsageReports } from './billing.ts';
import type { ContentReports } from './content.ts';
import type { EdgeCnameReports } from './edge-cname-figures.ts';
import type { RequestEvent } from './event.ts';
import type { Interval } from './interval.ts';
import type { LiveSource } from './live/reading.ts';
import type { Traffic, TrafficGroups, TrafficGroupsQuery, TrafficQuery } from './traffic/query.ts';
import type { ReportFilter, ReportMediaTypeId } from './report-filter.ts';
import type { RawLogPage, RawLogQuery } from './raw-logs.ts';

/**
 * Where events are written. A source appends its events in ascending sequence, one append after the other (within one
 * append any order will do): an event at or below the source's position is taken as stored and skipped.
 */
export interface EventSink {
  /** Once resolved, the events are on disk and in every report. Once rejected, append them again: none counts twice. */
  append(events: readonly RequestEvent[]): Promise<void>;
  /** The highest sequence stored of the source; 0 if there is none. */
  position(source: string): Promise<number>;
  /** The event as it was appended; null if there is none. */
  find(source: string, sequence: number): Promise<RequestEvent | null>;
}

/** What of a customer's requests to delete. */
export interface Deletion {
  readonly accountNumber: string;
  /** `core`: what core reports count. `content`: the logged requests themselves, and what reports of files count. */
  readonly kind: 'core' | 'content';
  /** Milliseconds since 1970: the days (UTC) that end before or then are deleted. Null: all. */
  readonly before: number | null;
}

/** The events' store: what the CDN served, and the reports over it. */
export interface AnalyticsStore extends EventSink, ContentReports, EdgeCnameReports, UsageReports, LiveSource {
  bytesTransferred(filter: ReportFilter): Promise<bigint>;
  /** A series for the filter's media type, or one for each platform (3, 8, 14), empty ones too. */
  bytesByInterval(filter: ReportFilter, interval: Interval): Promise<readonly BytesSeries[]>;
  /** By status, ascending; only those that occurred. */
  hitsByStatus(filter: ReportFilter): Promise<readonly StatusHits[]>;
  /** In the order of `cacheStatuses`; only those that occurred. */
  hitsByCacheStatus(filter: ReportFilter): Promise<readonly CacheStatusHits[]>;
  /** What was delivered, in all and over time: one report for the account, or one for each subject. */
  traffic(query: TrafficQuery): Promise<readonly Traffic[]>;
  /** What was delivered by dimensions: the groups of the account, or of each subject. @throws TooManyGroups */
  trafficGroups(query: TrafficGroupsQuery): Promise<readonly TrafficGroups[]>;
  /** The newest requests of a range, page by page. */
  rawLogs(query: RawLogQuery): Promise<RawLogPage>;
  /** Resolves once all of it is deleted, for good. Does nothing if there is nothing to delete. */
  delete(deletions: readonly Deletion[]): Promise<void>;
  /** Waits for the appends under way. */
  close(): Promise<void>;
}

/** Gap-free, oldest first; the intervals are aligned to UTC, so that the first may begin before the range. */
export interface BytesSeries {
  readonly mediaTypeId: ReportMediaTypeId;
  readonly points: readonly { readonly from: number; readonly bytes: bigint }[];
}

export interface StatusHits {
  readonly status: number;
  readonly hits: bigint;
  /** Of all requests of the report, 0 to 100. */
  readonly percent: number;
}

export interface CacheStatusHits {
  readonly cacheStatus: CacheStatus;
  readonly hits: bigint;
}
