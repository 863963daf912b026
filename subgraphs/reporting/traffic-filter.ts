/** The graph's filter of requests, and REST's. */
import type { Dimension } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { TrafficFilter } from '../generated/reporting.ts';
import { toDimensionValue } from './traffic-dimensions.ts';

/** A filter as REST takes it. */
export interface RestFilter {
  /** JSON text of REST's tree; undefined where every request counts. */
  readonly filter: string | undefined;
  /** Where the parts of the tree come from in the field's arguments, by their paths such as `filter.And.0.Gte`. */
  readonly members: Readonly<Record<string, string>>;
}

/** A filter's members that are conditions, and the dimension of each in REST. */
const dimensionOf: Readonly<Record<Exclude<keyof TrafficFilter, 'and' | 'or' | 'not'>, Dimension>> = {
  platform: 'platform',
  ssl: 'ssl',
  edgeCnameId: 'cname',
  originId: 'origin',
  path: 'path',
  directory: 'directory',
  status: 'status',
  statusClass: 'statusclass',
  cacheStatus: 'cachestatus',
  pop: 'pop',
  regionId: 'region',
  referrer: 'referrer',
  referrerHost: 'referrerhost',
  userAgent: 'useragent',
  userAgentFamily: 'useragentfamily',
  method: 'method',
  protocol: 'protocol',
};

// `Object.keys` forgets the keys' type.
const conditionNames = Object.keys(dimensionOf) as readonly (keyof typeof dimensionOf)[];

/** The tests of a condition, and REST's; those on a list are on one value in the graph's `eq`. */
const testOf = { eq: 'In', in: 'In', notIn: 'NotIn', gte: 'Gte', lte: 'Lte', prefix: 'Prefix', like: 'Like' } as const;

/** What may be given of a condition on whichever dimension. */
type Condition = { readonly [Test in keyof typeof testOf]?: unknown };

const testNames = Object.keys(testOf) as readonly (keyof typeof testOf)[];

/** A part of a filter, and where it stands in the field's arguments. */
type Part = { readonly at: string } & (
  | { readonly and: readonly Part[] }
  | { readonly or: readonly Part[] }
  | { readonly not: Part }
  | { readonly dimension: Dimension; readonly test: keyof typeof testOf; readonly value: unknown }
);

/** The filter that the field's argument `filter` is in REST. */
export function toRestFilter(filter: TrafficFilter | null | undefined): RestFilter {
  const members: Record<string, string> = {};
  const parts = filter ? partsOf(filter, 'filter') : [];
  if (parts.length === 0) return { filter: undefined, members };
  const tree = toTree(joined(parts, 'filter'), 'filter', members);
  // What is wrong with the whole is not wrong with the one part that it may consist of.
  return { filter: JSON.stringify(tree), members: { ...members, filter: 'filter' } };
}

/** Everything that must be met. */
function partsOf({ and, or, not, ssl, ...conditions }: TrafficFilter, at: string): Part[] {
  const given: Readonly<Record<string, Condition | null | undefined>> = conditions;
  return [
    ...(and ?? []).flatMap((each, index) => partsOf(each, `${at}.and.${index}`)),
    ...(or ? [{ at: `${at}.or`, or: or.map((each, index) => inner(each, `${at}.or.${index}`)) }] : []),
    ...(not ? [{ at: `${at}.not`, not: inner(not, `${at}.not`) }] : []),
    ...(ssl == null ? [] : [{ at: `${at}.ssl`, dimension: dimensionOf.ssl, test: 'eq' as const, value: ssl }]),
    ...conditionNames.flatMap((name) => testsOf(dimensionOf[name], given[name] ?? {}, `${at}.${name}`)),
  ];
}

const inner = (filter: TrafficFilter, at: string): Part => joined(partsOf(filter, at), at);

function joined(parts: readonly Part[], at: string): Part {
  const [only, ...others] = parts;
  return only && others.length === 0 ? only : { at, and: parts };
}

const testsOf = (dimension: Dimension, condition: Condition, at: string): Part[] =>
  testNames.flatMap((test) => (condition[test] == null ? [] : [{ at: `${at}.${test}`, dimension, test, value: condition[test] }]));

/** REST's form of a part; writes down under its `path` there where it comes from. */
function toTree(part: Part, path: string, members: Record<string, string>): object {
  members[path] = part.at;
  if ('and' in part) return { And: part.and.map((each, index) => toTree(each, `${path}.And.${index}`, members)) };
  if ('or' in part) return { Or: part.or.map((each, index) => toTree(each, `${path}.Or.${index}`, members)) };
  if ('not' in part) return { Not: toTree(part.not, `${path}.Not`, members) };
  const { dimension, value } = part;
  const test = testOf[part.test];
  members[`${path}.${test}`] = part.at;
  if (part.test === 'eq') members[`${path}.${test}.0`] = part.at;
  const values = (Array.isArray(value) ? value : [value]).map((each: unknown) => toDimensionValue(dimension, each));
  return { Dimension: dimension, [test]: test === 'In' || test === 'NotIn' ? values : values[0] };
}
