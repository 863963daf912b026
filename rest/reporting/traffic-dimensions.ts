/** What traffic is told apart by, and the values of each dimension. */
import { z } from 'zod';
import { cacheStatuses, integer, mediaTypeId } from '../codec.ts';

/** The kinds of HTTP status; `other` is what lies outside 100 to 599, 0 (the client left before a status was sent) among them. */
export const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const;

export type StatusClass = (typeof statusClasses)[number];

/** How a dimension's values can be told: of a closed set, in an order, or as text. */
type Kind = 'set' | 'order' | 'text';

const text = z.string({ error: 'must be text.' }).max(2048, 'must have at most 2,048 characters.');

/** A whole number that an engine's column can hold. */
const atLeast = (least: number) => integer.refine((value) => value >= least, `must be at least ${least}.`);

const textual = { kind: 'text', value: text } as const;

/** Every dimension by its word; `value` checks and coerces one of its values. Empty text, the id 0 and the region -1 are what isn't known. */
export const dimensions = {
  platform: { kind: 'set', value: mediaTypeId },
  ssl: { kind: 'set', value: z.boolean({ error: 'must be true or false.' }) },
  /** By the edge CNAME's id. */
  cname: { kind: 'set', value: atLeast(0) },
  /** By the customer origin's id. */
  origin: { kind: 'set', value: atLeast(0) },
  path: textual,
  /** The path up to its last `/`, which belongs to it. */
  directory: textual,
  status: { kind: 'order', value: atLeast(0).refine((value) => value <= 999, 'must be at most 999.') },
  statusclass: { kind: 'set', value: z.enum(statusClasses, { error: `must be one of ${statusClasses.join(', ')}.` }) },
  cachestatus: { kind: 'set', value: z.enum(cacheStatuses, { error: `must be one of ${cacheStatuses.join(', ')}.` }) },
  /** By the POP's code, in either case of its letters. */
  pop: { kind: 'set', value: z.string({ error: "must be a POP's code." }).toUpperCase() },
  region: { kind: 'set', value: atLeast(-1).refine((value) => value <= 32_767, 'must be at most 32,767.') },
  referrer: textual,
  referrerhost: textual,
  useragentfamily: textual,
  /** Only in filters. */
  useragent: textual,
  method: textual,
  protocol: textual,
} as const satisfies Readonly<Record<string, { readonly kind: Kind; readonly value: z.ZodType<DimensionValue> }>>;

export type DimensionValue = string | number | boolean;

/** A dimension that a filter may name. */
export type Dimension = keyof typeof dimensions;

/** A dimension to group by. */
export type GroupDimension = Exclude<Dimension, 'useragent'>;

// `Object.keys` forgets the keys' type.
export const dimensionWords = Object.keys(dimensions) as readonly Dimension[];

export const groupWords = dimensionWords.filter((word): word is GroupDimension => word !== 'useragent');
