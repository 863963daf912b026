import { errorStatus, internalError, isErrorCode } from '@edgegraph/schema/errors.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * Gives every error of an answer a code and status of the one taxonomy. What is not of it is a fault of ours: `report` gets it whole, the client
 * neither its message nor its cause.
 */
export const formatError =
  (report: (fault: unknown) => void) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    const { code } = extensions;
    if (isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR') return { ...formatted, extensions: { ...extensions, status: errorStatus[code] } };
    report(causeOf(error));
    const { message, extensions: shown } = internalError();
    return { ...formatted, message, extensions: shown };
  };

const causeOf = (error: unknown): unknown => (error instanceof GraphQLError ? (error.originalError ?? error) : error);

/** Tells errors to clients, each under a code of the taxonomy. */
export type FormatErrors = (errors: readonly GraphQLError[]) => GraphQLFormattedError[];
