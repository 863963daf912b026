import { GraphQLError } from 'graphql';
import type { HttpMethod, Module } from './generated/access.ts';

/** What a field or route asks of a token; null asks nothing in that respect. */
export interface Requirement {
  readonly method: HttpMethod | null;
  readonly module: Module | null;
}

/** One thing wrong with an input: where (such as `input.targets.0.path`) and what, with the fix. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Every `extensions.code` of the graph and the `extensions.status` that goes with it; docs/errors.md explains each. */
export const errorStatus = {
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  PERSISTED_QUERY_NOT_FOUND: 200,
  PERSISTED_QUERY_NOT_SUPPORTED: 200,
  BAD_REQUEST: 400,
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** Whether a code is one of the taxonomy's. */
export const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(errorStatus, code);

const create = (code: ErrorCode, message: string, extensions: object = {}, cause?: unknown): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code, status: errorStatus[code], ...extensions },
    // GraphQLError keeps an Error given here for the log; toJSON leaves it out.
    originalError: cause instanceof Error ? cause : null,
  });

/** A document of several operations of which none was named, or none of that name. */
export const operationUnresolved = (operationName: string | null | undefined): GraphQLError =>
  create(
    'OPERATION_RESOLUTION_FAILURE',
    operationName ? `The document has no operation ${operationName}.` : 'The document has several operations; name one by operationName.',
  );

/** The HTTP request is no GraphQL request; the message says why. */
export const badRequest = (message: string): GraphQLError => create('BAD_REQUEST', message);

/** A subscription was sent where answers are sent whole. */
export const notStreamed = (): GraphQLError =>
  badRequest('A subscription is answered with a stream: send it to /graphql/stream with `Accept: text/event-stream`, or over a WebSocket at /graphql.');

/** What graphql-js finds wrong with a document, under its code; it stands where graphql-js says. */
export const documentRefused = (code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED', { message, nodes, source, positions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { nodes, source, positions, extensions: { code, status: errorStatus[code] } });

/** The schema was asked for together with data, while each token is told a schema of its own. */
export const schemaNotAlone = (): GraphQLError => badRequest('Ask for __schema or __type in an operation of its own.');

/** An input that a service refused; `problems` names each path and fix, all at once. */
export const badUserInput = (message: string, problems: readonly Problem[] = []): GraphQLError =>
  create('BAD_USER_INPUT', message, { problems });

/** There is no token, or nobody has it (any more). */
export const unauthenticated = (): GraphQLError =>
  create('UNAUTHENTICATED', 'Needs a valid token: send the header `Authorization: TOK:<token>`; an administrator issues tokens on the Users page.');

/** The token is valid but lacks `requires`. */
export const forbidden = (requires: Requirement): GraphQLError =>
  create('FORBIDDEN', `Needs ${describe(requires)}; an administrator grants it on the Users page.`, { requires });

/** The account number is not the token's own, whether or not it exists. */
export const foreignAccount = (): GraphQLError =>
  create('FORBIDDEN', 'The token belongs to another customer; leave accountNumber out to use its own.', { requires: { method: null, module: null } });

/** Nothing of that name or id is there for this customer; the message says of which. */
export const notFound = (message: string): GraphQLError => create('NOT_FOUND', message);

/** Somebody else changed the thing since it was read, or it is in use. `extensions` say who and when where that is known. */
export const conflict = (message: string, extensions: object = {}): GraphQLError => create('CONFLICT', message, extensions);

/** Too many requests; `retryAfter` in seconds. */
export const rateLimited = (retryAfter: number): GraphQLError =>
  create('RATE_LIMITED', `Too many requests; try again in ${retryAfter} s.`, { retryAfter });

/** The token has as many subscriptions open as it may. */
export const tooManySubscriptions = (most: number): GraphQLError =>
  create('RATE_LIMITED', `The token has ${most} subscriptions open, the most that it may; end one first.`);

/** A service is dead, slow or answered with something other than its contract. */
export const serviceUnavailable = (service: string, cause?: unknown): GraphQLError =>
  create('SERVICE_UNAVAILABLE', `The ${service} service is unavailable; try again later.`, { service }, cause);

/** A fault of our own; the cause goes to the log, never to the client. */
export const internalError = (cause?: unknown): GraphQLError =>
  create('INTERNAL_SERVER_ERROR', 'Something went wrong on our side; the operators have been told.', {}, cause);

/** `GET on CORE_REPORTS`, `GET`, or `a valid token`. */
export function describe({ method, module }: Requirement): string {
  if (method && module) return `${method} on ${module}`;
  return method ?? module ?? 'a valid token';
}
