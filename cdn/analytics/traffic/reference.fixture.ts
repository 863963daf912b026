/** Traffic as a plain computation over a list of events: what the engine's answers are held against. */
import { type Dimension, type DimensionValue, type GroupDimension, statusClasses } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { Condition, TrafficFilter } from '@edgegraph/rest/reporting/traffic-filter.ts';
import type { OrderWord } from '@edgegraph/rest/reporting/traffic.ts';
import { type RequestEvent, servedFromCache } from '../event.ts';
import { userAgentFamily } from '../user-agent.ts';
import type { GroupKey, TrafficScope } from './query.ts';

/** What is exact of an interval's metrics, and all times to first byte, ascending. */
export interface ExactMetrics {
  readonly requests: bigint;
  readonly bytes: bigint;
  readonly originBytes: bigint;
  readonly hits: bigint;
  readonly errors: bigint;
  readonly bitsPerSecondP95: number | null;
  /** The bytes of the 5 minutes at the 95th percentile, of a shorter interval too. */
  readonly peak: number;
  readonly times: readonly number[];
}

const valueOf: Readonly<Record<Dimension, (event: RequestEvent) => DimensionValue>> = {
  platform: ({ mediaTypeId }) => mediaTypeId,
  ssl: ({ ssl }) => ssl,
  cname: ({ cnameId }) => cnameId,
  origin: ({ originId }) => originId,
  path: ({ path }) => path,
  directory: ({ path }) => path.slice(0, path.lastIndexOf('/') + 1),
  status: ({ status }) => status,
  statusclass: ({ status }) => statusClasses.find((each) => each === `${Math.floor(status / 100)}xx`) ?? 'other',
  cachestatus: ({ cacheStatus }) => cacheStatus,
  pop: ({ pop }) => pop,
  region: ({ regionId }) => regionId,
  referrer: ({ referrer }) => referrer,
  referrerhost: ({ referrer }) => (URL.canParse(referrer) ? new URL(referrer).hostname : ''),
  useragentfamily: ({ userAgent }) => userAgentFamily(userAgent),
  useragent: ({ userAgent }) => userAgent,
  method: ({ method }) => method,
  protocol: ({ protocol }) => protocol,
};

function meets(event: RequestEvent, filter: TrafficFilter): boolean {
  if ('and' in filter) return filter.and.every((each) => meets(event, each));
  if ('or' in filter) return filter.or.some((each) => meets(event, each));
  return 'not' in filter ? !meets(event, filter.not) : meetsCondition(valueOf[filter.dimension](event), filter);
}

function meetsCondition(value: DimensionValue, condition: Condition): boolean {
  switch (condition.test) {
    case 'In':
      return condition.values.includes(value);
    case 'NotIn':
      return !condition.values.includes(value);
    case 'Gte':
      return value >= condition.value;
    case 'Lte':
      return value <= condition.value;
    case 'Prefix':
      return String(value).startsWith(String(condition.value));
    case 'Like':
      return isLike(String(value), String(condition.value));
  }
}

/** Whether the text is as the pattern says. */
export const isLike = (text: string, pattern: string): boolean => matches(Array.from(text), Array.from(pattern));

function matches(text: readonly string[], [sign, ...pattern]: readonly string[]): boolean {
  const [first, ...rest] = text;
  if (sign === undefined) return first === undefined;
  if (sign === '*') return matches(text, pattern) || (first !== undefined && matches(rest, [sign, ...pattern]));
  if (first === undefined) return false;
  if (sign === '?') return matches(rest, pattern);
  const [taken, ...behind] = sign === '\\' && pattern.length > 0 ? pattern : [sign, ...pattern];
  return first === taken && matches(rest, behind);
}

/** The events that the scope counts, of one of its subjects if it has any. */
export const counted = (events: readonly RequestEvent[], { from, to, filter, subjects }: TrafficScope, id: number | null): RequestEvent[] =>
  events.filter(
    (event) =>
      event.time >= from &&
      event.time < to &&
      (filter === undefined || meets(event, filter)) &&
      (subjects === undefined || valueOf[subjects.by](event) === id),
  );

/** The metrics of the events of [from, to). */
export function exactMetrics(all: readonly RequestEvent[], from: number, to: number): ExactMetrics {
  const events = all.filter(({ time }) => time >= from && time < to);
  const chunks = Array.from({ length: Math.ceil((to - from) / 300_000) }, () => 0);
  for (const { time, bytes } of events) {
    const chunk = Math.floor((time - from) / 300_000);
    chunks[chunk] = (chunks[chunk] ?? 0) + bytes;
  }
  const ascending = chunks.toSorted((one, other) => one - other);
  const peak = ascending[Math.ceil((ascending.length * 95) / 100) - 1] ?? 0;
  return {
    requests: BigInt(events.length),
    bytes: events.reduce((sum, { bytes }) => sum + BigInt(bytes), 0n),
    originBytes: events.reduce((sum, { originBytes }) => sum + BigInt(originBytes), 0n),
    hits: BigInt(events.filter(({ cacheStatus }) => servedFromCache.includes(cacheStatus)).length),
    errors: BigInt(events.filter(({ status }) => status >= 500).length),
    bitsPerSecondP95: to - from < 3_600_000 ? null : (peak * 8) / 300,
    peak,
    times: events.flatMap(({ timeToFirstByteMs }) => timeToFirstByteMs ?? []).toSorted((one, other) => one - other),
  };
}

/** The events of each group, ascending by key. */
export function grouped(events: readonly RequestEvent[], by: readonly GroupDimension[]): { key: GroupKey; events: RequestEvent[] }[] {
  const groups = new Map<string, { key: GroupKey; events: RequestEvent[] }>();
  for (const event of events) {
    const key = by.map((dimension) => valueOf[dimension](event));
    const group = groups.get(JSON.stringify(key)) ?? { key, events: [] };
    group.events.push(event);
    groups.set(JSON.stringify(key), group);
  }
  return [...groups.values()].toSorted((one, other) => compareKeys(one.key, other.key));
}

/** Text by its bytes; `other` before the status classes. */
function compareKeys(one: GroupKey, other: GroupKey): number {
  for (const [index, value] of one.entries()) {
    const [left, right] = [rank(value), rank(other[index] ?? value)];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

const rank = (value: DimensionValue): DimensionValue => (value === 'other' ? '' : value);

/** What groups are ordered by; nothing where it is times, which the engine only knows nearly. */
export const orderOf = (orderBy: OrderWord, { requests, bytes, originBytes, hits, errors, peak }: ExactMetrics): bigint | number =>
  ({
    requests,
    bytes,
    originbytes: originBytes,
    hits,
    misses: requests - hits,
    errors,
    hitratio: Number(hits) / Number(requests),
    bandwidth: peak,
    timetofirstbyte: 0,
  })[orderBy];
