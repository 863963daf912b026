import { allows } from '@edgegraph/permissions/grants.ts';
import { type FieldNeed, leastGrants, needsOf } from '@edgegraph/permissions/needs.ts';
import { limitSelections } from '@edgegraph/permissions/selection-limits.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { clientSchema } from '@edgegraph/schema/compose.ts';
import { badUserInput } from '@edgegraph/schema/errors.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { GraphQLError, type GraphQLSchema, getOperationAST, parse, specifiedRules, validate } from 'graphql';
import type { OperationPermissions } from '../generated/users.ts';

let wholeGraph: GraphQLSchema | undefined;

/** The whole graph, since an operation may ask any of its subgraphs; built when it is first asked for. */
const graph = (): GraphQLSchema => (wholeGraph ??= clientSchema(supergraphSdl()));

/** What an operation needs, and what of it the viewer lacks. */
export function operationPermissions(operation: string, viewer: Viewer): OperationPermissions {
  const needs = needsOfOperation(operation, 'operation');
  return { ...leastGrants(needs), needs, missing: needs.filter((need) => !allows(viewer, need)) };
}

/** What each guarded field of an operation needs. Throws BAD_USER_INPUT with everything that is wrong with the text; `path` says where it came from. */
export function needsOfOperation(text: string, path: string): FieldNeed[] {
  const refuse = (messages: readonly string[]) => badUserInput(`${path}: ${messages.join(' ')}`, messages.map((message) => ({ path, message })));
  try {
    const document = parse(text);
    const problems = validate(graph(), document, [...specifiedRules, limitSelections]);
    if (problems.length > 0) throw refuse(problems.map(({ message }) => message));
    const operation = getOperationAST(document);
    if (!operation) throw refuse(['must hold exactly one operation.']);
    return needsOf(graph(), { document, operation });
  } catch (error) {
    throw error instanceof GraphQLError && error.extensions.code === undefined ? refuse([error.message]) : error;
  }
}
