import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { rootFields } from './document.ts';

/** Who may read the schema: holders of a valid token, the same but only what the token may use, everybody, or nobody. */
export type Introspection = 'token' | 'filtered' | 'public' | 'off';

/** Whether an operation asks for the schema and nothing else, for the schema among others, or not for it. */
export function asksForSchema(operation: OperationDefinitionNode, document: DocumentNode): 'alone' | 'among others' | 'no' {
  const names = rootFields(operation.selectionSet, document).map(({ name }) => name.value);
  const isAsked = names.some((name) => name === '__schema' || name === '__type');
  if (!isAsked) return names.every((name) => name === '__typename') ? 'alone' : 'no';
  return names.every((name) => name.startsWith('__')) ? 'alone' : 'among others';
}
