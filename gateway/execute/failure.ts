/**
 * Failures land in the merged tree itself: an Error stands where a value should, and completing the tree throws it there, so that
 * its path, null propagation and one error per position are the library's. They are planted after the whole plan has run, when it
 * is known what nobody else gave.
 */
import { notFound } from '@edgegraph/schema/errors.ts';
import { type GraphQLError, type GraphQLSchema, isAbstractType } from 'graphql';
import type { Selection } from '../plan/nodes.ts';
import { type TreeObject, isTreeObject } from './tree.ts';
import { satisfies } from './type-condition.ts';

export type ErrorPath = readonly (string | number)[];

/** A failed value of the tree. */
export class Failure extends Error {
  readonly error: GraphQLError;
  /** Where below this position the error arose, if null travelled up from there. */
  readonly beneath: ErrorPath;

  constructor(error: GraphQLError, beneath: ErrorPath) {
    super(error.message);
    this.error = error;
    this.beneath = beneath;
  }
}

/** Stands for what an entity would have that its subgraph does not know: nothing went wrong, but where it may not be null it is not there. */
const unknownEntity = notFound('What was referred to is not there any more.');

/** Whether a value is lost because its entity is unknown. */
export const isUnknown = (value: unknown): boolean => value instanceof Failure && value.error === unknownEntity;

/** Marks what an unknown entity would have, wherever nobody else gave it. */
export const plantUnknown = (target: TreeObject, selections: readonly Selection[], schema: GraphQLSchema): void => plantAbsent(target, unknownEntity, selections, schema);

/** An error and where it belongs: the position that is null because of it, and the rest of its path. */
export interface LocatedFailure {
  readonly error: GraphQLError;
  readonly at: ErrorPath;
  readonly beneath: ErrorPath;
}

/** Locates an error that came with an answer: its path leads to the first null in that answer. */
export function locate(error: GraphQLError, path: ErrorPath, answer: unknown): LocatedFailure {
  let value = answer;
  let depth = 0;
  while (depth < path.length && typeof value === 'object' && value !== null) {
    // Objects and lists alike are read by the path's segments.
    value = (value as Record<string | number, unknown>)[path[depth] ?? ''];
    depth += 1;
  }
  return { error, at: path.slice(0, depth), beneath: path.slice(depth) };
}

/**
 * Plants a failure where it belongs. If another fetch gave a value there, it costs only what is selected below and still absent.
 */
export function plant(
  target: TreeObject,
  { error, at, beneath }: LocatedFailure,
  selections: readonly Selection[],
  schema: GraphQLSchema,
): void {
  let container: unknown = target;
  let asked = selections;
  for (const segment of at) {
    if (typeof container !== 'object' || container === null || container instanceof Failure) return;
    const values = container as Record<string | number, unknown>;
    values[segment] ??= new Failure(error, beneath);
    container = values[segment];
    if (typeof segment === 'string') asked = asked.filter(({ key }) => key === segment).flatMap((each) => each.selections);
  }
  plantAbsent(container, error, asked, schema, beneath);
}

/** Plants an error at every selected key that nobody gave a value, null included. `path` is where it arose below `value`. */
export function plantAbsent(
  value: unknown,
  error: GraphQLError,
  selections: readonly Selection[],
  schema: GraphQLSchema,
  path: ErrorPath = [],
): void {
  const beneath = (segment: string | number): ErrorPath => (segment === path[0] ? path.slice(1) : []);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) plantAbsent(item, error, selections, schema, beneath(index));
  if (!isTreeObject(value) || value instanceof Failure) return;
  for (const { key, typeConditions, selections: asked } of selections) {
    if (!typeConditions.every((type) => satisfies(schema, value, type))) continue;
    if (isAbsent(value, key, schema)) value[key] = new Failure(error, beneath(key));
    else if (asked.length > 0) plantAbsent(value[key], error, asked, schema, beneath(key));
  }
}

/**
 * An `@interfaceObject` gives the interface's name as `__typename`, which stands only until another subgraph gives the object's.
 */
function isAbsent(object: TreeObject, key: string, schema: GraphQLSchema): boolean {
  const value = object[key];
  return value === undefined || (key === '__typename' && typeof value === 'string' && isAbstractType(schema.getType(value)));
}
