import type { GraphQLError } from 'graphql';

/** Why a subscription does not begin, or does not go on. */
export class Refusal extends Error {
  /** What HTTP would say. */
  readonly status: number;
  readonly errors: readonly GraphQLError[];

  constructor(status: number, errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join(' '));
    this.status = status;
    this.errors = errors;
  }
}
