import type { Problem } from '@edgegraph/schema/errors.ts';

/**
 * A refusal or failure of a REST service: the HTTP status and the text of its `Message`.
 * `problems` name the members of the input concerned, by their names in the contract; `details` are members that the answer carries besides.
 */
export class RestError extends Error {
  readonly status: number;
  readonly problems: readonly Problem[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, more: { problems?: readonly Problem[]; details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = 'RestError';
    this.status = status;
    this.problems = more.problems ?? [];
    this.details = more.details ?? {};
  }
}

/** 403 for a missing, unknown or revoked token: the contract knows no 401. */
export const invalidUser = (): RestError => new RestError(403, 'Invalid user');

/** 403 for a method or module that the token lacks, and for another customer's account. */
export const accessDenied = (): RestError => new RestError(403, 'Access Denied');

/** 400 for every call of a customer that is no longer served. */
export const inactiveCustomer = (): RestError => new RestError(400, 'The customer is inactive; ask your CDN provider to activate it.');

/** 400 with everything that is wrong with the input. */
export const badRequest = (problems: readonly Problem[]): RestError =>
  new RestError(400, problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' '), { problems });

/** 404 for an object that this customer does not have. */
export const missing = (what: string): RestError => new RestError(404, `${what} does not exist.`);

/** 404 for a path that is no operation. */
export const endpointNotFound = (): RestError => new RestError(404, 'Endpoint not found');

/** 500 for a fault of the service; the cause is for its log. */
export const operationError = (cause: unknown): RestError => new RestError(500, 'Operation Error', { cause });
