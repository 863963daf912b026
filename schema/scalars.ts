import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLISO8601Duration } from 'graphql-scalars';

/** Integers of any size as decimal strings; graphql-scalars' BigInt writes small ones as numbers, a type that changes with size. */
const GraphQLBigInt = new GraphQLScalarType<bigint, string>({
  name: 'BigInt',
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
    throw new TypeError(`BigInt must be a decimal string, such as "12"; got ${JSON.stringify(value)}.`);
  },
});

/** The scalars of access.graphql. */
export const scalars = { BigInt: GraphQLBigInt, DateTime: named('DateTime', GraphQLDateTimeISO), Duration: named('Duration', GraphQLISO8601Duration) };

function named<Internal, External>(name: string, scalar: GraphQLScalarType<Internal, External>): GraphQLScalarType<Internal, External> {
  return new GraphQLScalarType({ ...scalar.toConfig(), name });
}
