import { GraphQLError } from 'graphql';
import type { SubgraphStream } from './subgraph.ts';
import type { ErrorPath } from './failure.ts';
import { type TreeObject, isTreeObject } from './tree.ts';

/** A subgraph's answer whose shape was checked. */
export interface Answer {
  /** Null only with errors. */
  readonly data: TreeObject | null;
  readonly errors: readonly ReportedError[];
}

/** An error that a subgraph reported, and the path that it gave. */
export interface ReportedError {
  readonly error: GraphQLError;
  readonly path: ErrorPath | undefined;
}

/** Throws if the result is no GraphQL response (GraphQL, section 7.1). */
export function readAnswer(result: SubgraphStream): Answer {
  if (!isTreeObject(result)) throw new TypeError('The answer is no object.');
  const { data = null, errors = [] } = result;
  if (!Array.isArray(errors) || !errors.every(isTreeObject))
    throw new TypeError('The errors of the answer are no list of objects.');
  if (data !== null && !isTreeObject(data)) throw new TypeError('The data of the answer is no object.');
  if (data === null && errors.length === 0) throw new TypeError('The answer has neither data nor errors.');
  return { data, errors: errors.map(readError) };
}

/** What must not leave the gateway: traces, and what HTTP clients and Apollo Server would take for their own. */
const upstreamOnly: ReadonlySet<string> = new Set(['stacktrace', 'exception', 'http', 'request', 'response']);

function readError(given: TreeObject): ReportedError {
  const { message, path, extensions } = given;
  return {
    path: Array.isArray(path) && path.every(isSegment) ? path : undefined,
    error: new GraphQLError(typeof message === 'string' ? message : 'The service reported an error without a message.', {
      extensions: isTreeObject(extensions)
        ? Object.fromEntries(Object.entries(extensions).filter(([name]) => !upstreamOnly.has(name)))
        : {},
      // The cause, for the log: only an error of this process has one.
      originalError: given instanceof GraphQLError ? given.originalError : null,
    }),
  };
}

/** What every JavaScript object inherits is no key of an answer: a fetch asks for it under another. */
const isSegment = (segment: unknown): segment is string | number =>
  typeof segment === 'number' || (typeof segment === 'string' && !(segment in Object.prototype));
