import { badUserInput } from '@edgegraph/schema/errors.ts';
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode, getVariableValues } from 'graphql';

/** An operation's variables, or each error that keeps them from being used. */
export type CoercedVariables = { readonly variables: Readonly<Record<string, unknown>> } | { readonly errors: readonly GraphQLError[] };

/** Coerces what was sent as an operation's variables, with their defaults, before `@skip` and `@include` are judged. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>> | null | undefined,
): CoercedVariables {
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given ?? {});
  return errors ? { errors: errors.map(({ message, nodes }) => asBadInput(message, nodes)) } : { variables: coerced };
}

/** A variable that can't be coerced; the input's path stands in graphql-js's message, if it is not the variable itself. */
function asBadInput(message: string, nodes: GraphQLError['nodes']): GraphQLError {
  const path = / at "([^"]+)"/.exec(message)?.[1] ?? /^Variable "\$(\w+)"/.exec(message)?.[1] ?? '';
  return new GraphQLError(message, { nodes, extensions: badUserInput(message, [{ path, message }]).extensions });
}
