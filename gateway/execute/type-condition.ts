import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';

/**
 * Whether an object is of a type, or of one of its subtypes. One whose `__typename` nobody selected is: then there is only one
 * type it can be.
 */
export function satisfies(
  schema: GraphQLSchema,
  { __typename }: { readonly __typename?: unknown },
  typeCondition: string,
): boolean {
  if (typeof __typename !== 'string' || __typename === typeCondition) return true;
  const abstract = schema.getType(typeCondition);
  const type = schema.getType(__typename);
  return isAbstractType(abstract) && isObjectType(type) && schema.isSubType(abstract, type);
}
