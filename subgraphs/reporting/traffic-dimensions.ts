/** What requests are told apart by, in the graph's words and in REST's. */
import { cacheStatuses } from '@edgegraph/rest/codec.ts';
import type { Dimension as RestDimension, DimensionValue, GroupDimension, StatusClass as RestStatusClass } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { Dimension, StatusClass, TrafficKey } from '../generated/reporting.ts';
import { mediaTypeOf, platforms } from '../platform.ts';
import { fromReportMediaType } from '../report-media-type.ts';

/** A group's key; the entities that it names are read by their ids. */
export type TrafficKeyModel = Omit<TrafficKey, 'edgeCname' | 'origin'>;

const statusClassOf: Readonly<Record<RestStatusClass, StatusClass>> = {
  '1xx': 'INFORMATIONAL',
  '2xx': 'SUCCESSFUL',
  '3xx': 'REDIRECTION',
  '4xx': 'CLIENT_ERROR',
  '5xx': 'SERVER_ERROR',
  other: 'OTHER',
};

/** How each dimension is named in REST, and told in a key. Ids of nothing known are null; text of nothing known stays empty. */
const dimensions: Readonly<Record<Dimension, readonly [GroupDimension, (value: DimensionValue) => TrafficKeyModel]>> = {
  PLATFORM: ['platform', (value) => ({ platform: fromReportMediaType(Number(value))?.platform ?? null })],
  SSL: ['ssl', (value) => ({ ssl: value === true })],
  EDGE_CNAME: ['cname', (value) => ({ edgeCnameId: toId(value) })],
  ORIGIN: ['origin', (value) => ({ originId: toId(value) })],
  PATH: ['path', (value) => ({ path: String(value) })],
  DIRECTORY: ['directory', (value) => ({ directory: String(value) })],
  STATUS: ['status', (value) => ({ status: Number(value) })],
  STATUS_CLASS: ['statusclass', (value) => ({ statusClass: Object.entries(statusClassOf).find(([word]) => word === value)?.[1] ?? 'OTHER' })],
  CACHE_STATUS: ['cachestatus', (value) => ({ cacheStatus: cacheStatuses.find((each) => each === value) ?? 'NONE' })],
  POP: ['pop', (value) => ({ pop: String(value) })],
  REGION: ['region', (value) => ({ regionId: toId(value) })],
  REFERRER: ['referrer', (value) => ({ referrer: String(value) })],
  REFERRER_HOST: ['referrerhost', (value) => ({ referrerHost: String(value) })],
  USER_AGENT_FAMILY: ['useragentfamily', (value) => ({ userAgentFamily: String(value) })],
  METHOD: ['method', (value) => ({ method: String(value) })],
  PROTOCOL: ['protocol', (value) => ({ protocol: String(value) })],
};

/** Ids are positive; 0 and -1 stand for nothing known. */
const toId = (value: DimensionValue): string | null => (Number(value) > 0 ? String(value) : null);

/** REST's word for a dimension to group by. */
export const toGroupDimension = (dimension: Dimension): GroupDimension => dimensions[dimension][0];

/** A group's key from its values, which are in the order of what was grouped by. */
export const toKey = (by: readonly Dimension[], values: readonly DimensionValue[]): TrafficKeyModel =>
  Object.assign({}, ...by.map((dimension, index) => dimensions[dimension][1](values[index] ?? '')));

/** A filter's value in REST: enums are words or numbers there, all else is the same. */
export function toDimensionValue(dimension: RestDimension, value: unknown): unknown {
  if (dimension === 'statusclass') return Object.entries(statusClassOf).find(([, name]) => name === value)?.[0];
  const platform = dimension === 'platform' && platforms.find((each) => each === value);
  return platform ? mediaTypeOf(platform) : value;
}
