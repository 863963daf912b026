import type { Call } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { type Route, requirementOf } from '@edgegraph/rest/route.ts';
import {
  type Problem,
  badUserInput,
  conflict,
  forbidden,
  notFound,
  rateLimited,
  serviceUnavailable,
  unauthenticated,
} from '@edgegraph/schema/errors.ts';
import { GraphQLError } from 'graphql';

/** The binding, with a service's refusals and failures told in the graph's taxonomy. */
export const inGraphTerms =
  (call: Call): Call =>
  async (route, input, caller) => {
    try {
      return await call(route, input, caller);
    } catch (error) {
      throw asGraphQLError(error, route);
    }
  };

function asGraphQLError(error: unknown, route: Route): GraphQLError {
  if (!(error instanceof RestError)) return serviceUnavailable(route.service, error);
  const { status, message, problems, details } = error;
  switch (status) {
    case 400:
      return badUserInput(message, problems);
    case 403:
      return message === 'Invalid user' ? unauthenticated() : forbidden(requirementOf(route));
    case 404:
      return notFound(message);
    case 409:
      return conflict(message, camelCase(details));
    case 429:
      return rateLimited(Number(details.RetryAfter ?? 1));
    default:
      return serviceUnavailable(route.service, error);
  }
}

const camelCase = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]));

/** Waits for a mutation's answer; a refused input is told at the paths of the graph's own `input`. Members as in `atArguments`, below `input`. */
export const atInput = <Answer>(answer: Promise<Answer>, members: Readonly<Record<string, string>>): Promise<Answer> =>
  atArguments(answer, { expectedversion: 'expectedVersion', ...members }, 'input.');

/**
 * Waits for a service's answer; a refused input is told at the paths of the field's own arguments. `members` are the REST members' names there, such
 * as `{ HttpHostnames: 'http.hostnames' }`; one of an item, such as `{ 'Targets.0': 'path' }`, goes before its list's.
 */
export async function atArguments<Answer>(answer: Promise<Answer>, members: Readonly<Record<string, string>>, root = ''): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.extensions.code !== 'BAD_USER_INPUT') throw error;
    // badUserInput made it; its problems are typed there.
    const problems = (error.extensions.problems as readonly Problem[]).map(({ path, message }) => ({ path: root + inArguments(path, members), message }));
    throw badUserInput(problems.length > 0 ? problems.map(({ path, message }) => `${path}: ${message}`).join(' ') : error.message, problems);
  }
}

/**
 * By the longest beginning of the path that has a name, such as `Targets.0.Value`; below it, places in lists and the members that have a name there, such as
 * `Rules.TtlSeconds` of the path `Rules.0.TtlSeconds`.
 */
function inArguments(path: string, members: Readonly<Record<string, string>>): string {
  const segments = path.split('.');
  const named = segments.findLastIndex((_, index) => segments.slice(0, index + 1).join('.') in members);
  const end = Math.max(named, 0) + 1;
  const beginning = segments.slice(0, end).join('.');
  const isPlace = (segment: string) => /^\d+$/.test(segment);
  let member = segments.slice(0, end).filter((segment) => !isPlace(segment)).join('.');
  const below = segments.slice(end).flatMap((segment) => {
    if (isPlace(segment)) return segment;
    member += `.${segment}`;
    return members[member] ?? [];
  });
  return [members[beginning] ?? beginning, ...below].join('.');
}
