import type { Operation } from '@edgegraph/permissions/selection.ts';
import { limitSelections } from '@edgegraph/permissions/selection-limits.ts';
import { badRequest, documentRefused, operationUnresolved } from '@edgegraph/schema/errors.ts';
import { type DocumentNode, GraphQLError, type GraphQLSchema, OperationTypeNode, getOperationAST, parse, specifiedRules, validate } from 'graphql';
import { coerceVariables } from '../variables.ts';
import { Refusal } from './refusal.ts';

/** A subscription as a client sends it. */
export interface SubscriptionText {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A valid subscription. */
export interface SubscriptionOperation extends Operation {
  /** Coerced, with their defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const rules = [...specifiedRules, limitSelections];

/** Parses and validates a subscription as Apollo Server does other operations. With `hidesSchema` an error suggests no names. Throws a Refusal. */
export function readSubscription(schema: GraphQLSchema, { query, operationName, variables: given }: SubscriptionText, { hidesSchema }: { readonly hidesSchema: boolean }): SubscriptionOperation {
  const document = parsed(query);
  const invalid = validate(schema, document, rules);
  if (invalid.length > 0) throw new Refusal(400, invalid.map((error) => documentRefused('GRAPHQL_VALIDATION_FAILED', hidesSchema ? withoutSuggestion(error) : error)));
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Refusal(400, [operationUnresolved(operationName)]);
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) throw new Refusal(400, [badRequest('Only subscriptions are streamed; send queries and mutations to /graphql.')]);
  const coerced = coerceVariables(schema, operation, given);
  if ('errors' in coerced) throw new Refusal(400, coerced.errors);
  return { document, operation, variables: coerced.variables };
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) throw new Refusal(400, [documentRefused('GRAPHQL_PARSE_FAILED', error)]);
    throw error;
  }
}

const withoutSuggestion = ({ message, nodes }: GraphQLError): GraphQLError => new GraphQLError(message.replace(/ ?Did you mean .+\?$/, ''), { nodes });
