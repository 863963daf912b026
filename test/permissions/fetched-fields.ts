import type { SubgraphRequest } from '@edgegraph/gateway/execute/subgraph.ts';
import { type GraphQLSchema, TypeInfo, valueFromASTUntyped, visit, visitWithTypeInfo } from 'graphql';

/** The fields that a subgraph was asked for, each as type and name joined by a dot, and the account numbers that it was given. */
export function fetchedFields(schema: GraphQLSchema, { document, variables }: SubgraphRequest): { fields: Set<string>; accounts: Set<string> } {
  const fields = new Set<string>();
  const accounts = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: ({ name }) => {
        const type = typeInfo.getParentType();
        if (type) fields.add(`${type.name}.${name.value}`);
      },
      Argument: ({ name, value }) => {
        const account: unknown = name.value === 'accountNumber' ? valueFromASTUntyped(value, variables) : null;
        if (typeof account === 'string') accounts.add(account);
      },
    }),
  );
  return { fields, accounts };
}
