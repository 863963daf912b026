import type { TrafficFilter } from '@edgegraph/rest/reporting/traffic-filter.ts';
import type { RequestEvent } from './event.ts';

/** Where an event stands in the order of raw logs: by time, then source, then sequence. No two stand in one place. */
export type RawLogPosition = Pick<RequestEvent, 'time' | 'source' | 'sequence'>;

/** Which requests to search for. */
export interface RawLogQuery {
  readonly accountNumber: string;
  /** Milliseconds since 1970, inclusive. */
  readonly from: number;
  /** Milliseconds since 1970, exclusive. */
  readonly to: number;
  readonly filter?: TrafficFilter | undefined;
  /** As in the events. */
  readonly clientIps?: readonly string[] | undefined;
  readonly leastBytes?: number | undefined;
  /** Leaves out requests whose time is unknown. */
  readonly leastTimeTakenMs?: number | undefined;
  /** Only what stands before it: older than it. */
  readonly before?: RawLogPosition | undefined;
  /** Events of a page at most. */
  readonly limit: number;
}

/** The newest events of a range, or as many as were found before the search had looked at enough. */
export interface RawLogPage {
  /** Newest first. */
  readonly events: readonly RequestEvent[];
  /** The `before` of the next page; null once the range is searched through. */
  readonly next: RawLogPosition | null;
  /** Everything of the range from this moment on has been searched: milliseconds since 1970. */
  readonly searchedFrom: number;
}
