/** Which requests a traffic report counts, as a tree of conditions in JSON. */
import { z } from 'zod';
import { jsonText } from './json-text.ts';
import { beyond, reportLimits } from './limits.ts';
import { type Dimension, type DimensionValue, dimensionWords, dimensions } from './traffic-dimensions.ts';

/** A test of one dimension. */
export type Condition =
  | { readonly dimension: Dimension; readonly test: 'In' | 'NotIn'; readonly values: readonly DimensionValue[] }
  | { readonly dimension: Dimension; readonly test: 'Gte' | 'Lte'; readonly value: DimensionValue }
  /** In a pattern `*` stands for any run of characters and `?` for one; `\` takes the next one literally. */
  | { readonly dimension: Dimension; readonly test: 'Prefix' | 'Like'; readonly value: DimensionValue };

/** No conditions joined by `and` let everything pass, joined by `or` nothing. */
export type TrafficFilter =
  | { readonly and: readonly TrafficFilter[] }
  | { readonly or: readonly TrafficFilter[] }
  | { readonly not: TrafficFilter }
  | Condition;

/** The conditions of the filter at any depth, each with its place such as `filter.And.0`. */
export function conditionsIn(filter: TrafficFilter, path = 'filter'): readonly { readonly condition: Condition; readonly path: string }[] {
  if ('and' in filter) return filter.and.flatMap((each, index) => conditionsIn(each, `${path}.And.${index}`));
  if ('or' in filter) return filter.or.flatMap((each, index) => conditionsIn(each, `${path}.Or.${index}`));
  return 'not' in filter ? conditionsIn(filter.not, `${path}.Not`) : [{ condition: filter, path }];
}

const tests = ['In', 'NotIn', 'Gte', 'Lte', 'Prefix', 'Like'] as const;

/** The tests that each kind of dimension knows. */
const testsOf: Readonly<Record<(typeof dimensions)[Dimension]['kind'], readonly (typeof tests)[number][]>> = {
  set: ['In', 'NotIn'],
  order: ['In', 'NotIn', 'Gte', 'Lte'],
  text: ['In', 'NotIn', 'Prefix', 'Like'],
};

/** The filter's JSON text; a `TrafficFilter` once read. */
export const trafficFilter = jsonText
  .transform((json, context): TrafficFilter => {
    const filter = new FilterReader((path, message) => context.addIssue({ code: 'custom', path: [...path], message, input: json })).read(json);
    return filter ?? z.NEVER;
  })
  .meta({ description: 'JSON: {"And":[…]}, {"Or":[…]}, {"Not":…}, or {"Dimension":"status","In":[500]} with one of In, NotIn, Gte, Lte, Prefix, Like.' });

type Path = readonly (string | number)[];

/** Reads a filter and tells everything that is wrong with it; a part that is refused is null. */
class FilterReader {
  readonly #refuse: (path: Path, message: string) => void;
  #conditions = 0;

  constructor(refuse: (path: Path, message: string) => void) {
    this.#refuse = refuse;
  }

  read(json: unknown): TrafficFilter | null {
    const filter = this.#node(json, [], 1);
    if (this.#conditions <= reportLimits.FilterConditions.value) return filter;
    return this.#refused([], beyond('FilterConditions', this.#conditions, 'list the values of one dimension in one condition'));
  }

  #node(json: unknown, path: Path, depth: number): TrafficFilter | null {
    if (depth > reportLimits.FilterDepth.value) return this.#refused(path, beyond('FilterDepth', depth, 'nest the conditions less deeply'));
    if (!isObject(json)) return this.#refused(path, 'must be an object: {"And":[…]}, {"Or":[…]}, {"Not":…} or {"Dimension":…}.');
    if ('Dimension' in json) return this.#condition(json, path);
    const [[name, member] = ['', undefined], ...others] = Object.entries(json);
    if (others.length === 0) {
      if (name === 'Not') {
        const not = this.#node(member, [...path, 'Not'], depth + 1);
        return not && { not };
      }
      if (name === 'And' || name === 'Or') {
        const nodes = this.#nodes(member, [...path, name], depth + 1);
        return nodes && (name === 'And' ? { and: nodes } : { or: nodes });
      }
    }
    return this.#refused(path, 'must have exactly one of And, Or, Not, or a Dimension.');
  }

  #nodes(json: unknown, path: Path, depth: number): TrafficFilter[] | null {
    if (!Array.isArray(json)) return this.#refused(path, 'must be a list.');
    return allOrNull(json.map((each: unknown, index) => this.#node(each, [...path, index], depth)));
  }

  #condition({ Dimension: word, ...rest }: Record<string, unknown>, path: Path): Condition | null {
    this.#conditions += 1;
    const dimension = dimensionWords.find((each) => each === word);
    if (dimension === undefined) return this.#refused([...path, 'Dimension'], `must be one of ${dimensionWords.join(', ')}.`);
    const known = testsOf[dimensions[dimension].kind];
    const test = known.find((each) => each in rest);
    if (test === undefined || Object.keys(rest).length > 1) {
      return this.#refused(path, `must have exactly one of ${known.join(', ')} beside the dimension ${dimension}.`);
    }
    if (test === 'In' || test === 'NotIn') {
      const values = this.#values(dimension, rest[test], [...path, test]);
      return values && { dimension, test, values };
    }
    const value = this.#value(dimension, rest[test], [...path, test]);
    return value === null ? null : { dimension, test, value };
  }

  #values(dimension: Dimension, json: unknown, path: Path): DimensionValue[] | null {
    if (!Array.isArray(json)) return this.#refused(path, 'must be a list.');
    if (json.length > reportLimits.FilterValues.value) return this.#refused(path, beyond('FilterValues', json.length, 'give fewer'));
    return allOrNull(json.map((each: unknown, index) => this.#value(dimension, each, [...path, index])));
  }

  #value(dimension: Dimension, json: unknown, path: Path): DimensionValue | null {
    const read = dimensions[dimension].value.safeParse(json);
    return read.success ? read.data : this.#refused(path, read.error.issues.map(({ message }) => message).join(' '));
  }

  #refused(path: Path, message: string): null {
    this.#refuse(path, message);
    return null;
  }
}

const isObject = (json: unknown): json is Record<string, unknown> => typeof json === 'object' && json !== null && !Array.isArray(json);

/** The list, unless a member of it was refused. */
function allOrNull<Value>(list: readonly (Value | null)[]): Value[] | null {
  const found = list.filter((each) => each !== null);
  return found.length === list.length ? found : null;
}
