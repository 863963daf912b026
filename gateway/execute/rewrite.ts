import type { GraphQLSchema } from 'graphql';
import type { Rewrite, RewriteSegment } from '../plan/nodes.ts';
import { isTreeObject } from './tree.ts';
import { satisfies } from './type-condition.ts';

/** Applies rewrites in place, one after the other. */
export function rewrite(value: unknown, rewrites: readonly Rewrite[], schema: GraphQLSchema): void {
  for (const { path, change } of rewrites) rewriteAt(value, path, change, schema);
}

/** A path into an answer, with the keys that the answer's rewrites give it. */
export const rewritePath = (path: readonly (string | number)[], rewrites: readonly Rewrite[]): (string | number)[] =>
  path.map((segment) => {
    const rename = rewrites.find((each) => 'renameTo' in each.change && keyOf(each.path.at(-1)) === segment);
    return rename && 'renameTo' in rename.change ? rename.change.renameTo : segment;
  });

const keyOf = (segment: RewriteSegment | undefined): string | undefined =>
  segment && 'Key' in segment ? segment.Key : undefined;

function rewriteAt(
  value: unknown,
  [segment, ...rest]: readonly RewriteSegment[],
  change: Rewrite['change'],
  schema: GraphQLSchema,
): void {
  if (Array.isArray(value)) {
    for (const item of value) rewriteAt(item, segment ? [segment, ...rest] : rest, change, schema);
    return;
  }
  if (!segment || !isTreeObject(value)) return;
  if ('TypenameEquals' in segment) {
    if (segment.TypenameEquals.some((type) => satisfies(schema, value, type))) rewriteAt(value, rest, change, schema);
  } else if (rest.length > 0) {
    rewriteAt(value[segment.Key], rest, change, schema);
  } else if (segment.Key in value) {
    const { [segment.Key]: current } = value;
    if ('setTo' in change) value[segment.Key] = change.setTo;
    else {
      delete value[segment.Key];
      value[change.renameTo] = current;
    }
  }
}
