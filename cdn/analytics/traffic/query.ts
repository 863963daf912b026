import type { DimensionValue, GroupDimension } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { TrafficFilter } from '@edgegraph/rest/reporting/traffic-filter.ts';
import type { OrderWord } from '@edgegraph/rest/reporting/traffic.ts';

/** Which requests a traffic report counts, and what it tells of them. */
export interface TrafficScope {
  readonly accountNumber: string;
  /** Milliseconds since 1970, inclusive. */
  readonly from: number;
  /** Milliseconds since 1970, exclusive. */
  readonly to: number;
  readonly filter?: TrafficFilter | undefined;
  /** A report for each of these edge CNAMEs or origins, in their order, instead of one for the whole account. */
  readonly subjects?: { readonly by: 'cname' | 'origin'; readonly ids: readonly number[] } | undefined;
  /** Percentiles of the time to first byte to tell, 1 to 99; none if left out. */
  readonly percentiles?: readonly number[] | undefined;
  /** Asks for the 95th percentile of the bandwidth. */
  readonly bandwidth?: boolean | undefined;
}

export interface TrafficQuery extends TrafficScope {
  /** Asks for the series: its intervals lie between these moments (milliseconds since 1970, ascending), of which the first is `from` and the last `to`. */
  readonly boundaries?: readonly number[] | undefined;
}

export interface TrafficGroupsQuery extends TrafficScope {
  readonly by: readonly GroupDimension[];
  /** A page of the groups in an order, ties by key ascending, or exactly the groups of these keys. */
  readonly which: GroupPage | { readonly keys: readonly GroupKey[] };
  /** Whether to tell how many groups there are, and the sums of those left out. */
  readonly others: boolean;
  /** Asks for a series of each group, as `TrafficQuery.boundaries`; it may reach beyond `from` and `to`. */
  readonly boundaries?: readonly number[] | undefined;
}

export interface GroupPage {
  readonly orderBy: OrderWord;
  readonly descending: boolean;
  readonly offset: number;
  readonly first: number;
}

/** A value for each dimension grouped by. */
export type GroupKey = readonly DimensionValue[];

export interface Traffic {
  /** The subject's id; null for the whole account. */
  readonly id: number | null;
  readonly total: TrafficMetrics;
  /** A point for each interval; null unless a series was asked for. */
  readonly series: readonly TrafficMetrics[] | null;
}

export interface TrafficGroup {
  readonly key: GroupKey;
  readonly total: TrafficMetrics;
  readonly series: readonly TrafficMetrics[] | null;
}

export interface TrafficGroups {
  /** The subject's id; null for the whole account. */
  readonly id: number | null;
  readonly groups: readonly TrafficGroup[];
  /** Null unless asked for. */
  readonly others: {
    /** How many groups there are in all, those above included. */
    readonly count: number;
    /** Over all groups that are not above; null if there is none. */
    readonly total: TrafficMetrics | null;
  } | null;
}

export interface TrafficMetrics {
  readonly requests: bigint;
  /** Sent to clients. */
  readonly bytes: bigint;
  /** Received from origins. */
  readonly originBytes: bigint;
  /** Requests served from cache. */
  readonly hits: bigint;
  /** Requests answered with a status of 500 or more. */
  readonly errors: bigint;
  /**
   * The 95th percentile (nearest rank) of the averages over 5 minutes, counted from the range's first moment, those without requests too.
   * Null unless asked for, and in intervals shorter than an hour.
   */
  readonly bitsPerSecondP95: number | null;
  /** By percentile, within 1 %; null where no request tells it. Null unless asked for. */
  readonly timeToFirstByteMs: ReadonlyMap<number, number | null> | null;
}
