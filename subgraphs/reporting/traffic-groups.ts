/** Pages of a traffic report's groups. */
import type { OrderWord, TrafficGroup, TrafficGroups } from '@edgegraph/rest/reporting/traffic.ts';
import { badUserInput } from '@edgegraph/schema/errors.ts';
import { cursorOf, positionOf } from '../connection.ts';
import type { Bucket, PageInfo, TrafficGroupsArgs, TrafficOrderMetric } from '../generated/reporting.ts';
import { type TrafficKeyModel, toGroupDimension, toKey } from './traffic-dimensions.ts';
import type { TrafficGroupsQuestion } from './traffic-loaders.ts';
import { type TrafficMetricsModel, type TrafficPointModel, toMetrics } from './traffic-metrics.ts';

export interface TrafficGroupModel {
  readonly key: TrafficKeyModel;
  readonly total: TrafficMetricsModel;
  readonly series: (args: { readonly every: Bucket }) => Promise<readonly TrafficPointModel[]>;
}

export interface TrafficGroupsModel {
  readonly nodes: readonly TrafficGroupModel[];
  readonly other: TrafficMetricsModel | null;
  readonly totalCount: number;
  readonly pageInfo: PageInfo;
}

const orderWord: Readonly<Record<TrafficOrderMetric, OrderWord>> = {
  REQUESTS: 'requests',
  BYTES: 'bytes',
  ORIGIN_BYTES: 'originbytes',
  HITS: 'hits',
  MISSES: 'misses',
  ERRORS: 'errors',
  HIT_RATIO: 'hitratio',
  BITS_PER_SECOND_P95: 'bandwidth',
  TIME_TO_FIRST_BYTE_P95: 'timetofirstbyte',
};

/** A page as REST asks for it. */
export type PageInput = Pick<TrafficGroupsQuestion['input'], 'groupby' | 'orderby' | 'first' | 'offset'>;

/** The page that the field's arguments ask for. Throws BAD_USER_INPUT when `after` is no cursor of these groups in this order. */
export function toPageInput(args: TrafficGroupsArgs): PageInput {
  const { by, orderBy, first, after } = args;
  const { metric = 'REQUESTS', direction = 'DESC' } = orderBy ?? {};
  return {
    groupby: by.map(toGroupDimension),
    orderby: direction === 'DESC' ? `-${orderWord[metric]}` : orderWord[metric],
    first: first ?? 10,
    offset: after == null ? 0 : offsetOf(after, listOf(args)),
  };
}

/** REST's page in the graph; `seriesOf` reads a group's. A count is there if the page was asked with it. */
export function toPage({ Groups, Other, GroupCount }: TrafficGroups, args: TrafficGroupsArgs, offset: number, seriesOf: (group: TrafficGroup, every: Bucket) => Promise<readonly TrafficPointModel[]>): TrafficGroupsModel {
  const cursorAt = (place: number): string | null => (Groups.length === 0 ? null : cursorOf([listOf(args), place]));
  return {
    nodes: Groups.map((group) => ({
      key: toKey(args.by, group.Key),
      total: toMetrics(group.Total),
      series: ({ every }) => seriesOf(group, every),
    })),
    other: Other && toMetrics(Other),
    totalCount: GroupCount ?? Groups.length,
    pageInfo: {
      hasNextPage: offset + Groups.length < (GroupCount ?? 0),
      hasPreviousPage: offset > 0,
      startCursor: cursorAt(offset + 1),
      endCursor: cursorAt(offset + Groups.length),
    },
  };
}

/** What tells the cursors of one list of groups from those of others. */
const listOf = ({ by, orderBy }: TrafficGroupsArgs): string => [...by, orderBy?.metric ?? 'REQUESTS', orderBy?.direction ?? 'DESC'].join(' ');

function offsetOf(cursor: string, list: string): number {
  const [listOfCursor, offset] = positionOf(cursor);
  if (listOfCursor === list && offset >= 0) return offset;
  const message = 'is a cursor of other groups, or of another order; take it from pageInfo.endCursor of the same list.';
  throw badUserInput(`after ${message}`, [{ path: 'after', message }]);
}
