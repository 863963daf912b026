import { GraphQLError, GraphQLScalarType, print } from 'graphql';
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
export const scalars = {
  BigInt: GraphQLBigInt,
  DateTime: named('DateTime', 'a moment in UTC such as "2015-05-17T10:05:03Z"', GraphQLDateTimeISO),
  Duration: named('Duration', 'a length of time such as "P7D" or "PT6H"', GraphQLISO8601Duration),
};

/** The scalar under the graph's name; what it refuses is told with what would be right. */
function named<Internal, External>(name: string, form: string, scalar: GraphQLScalarType<Internal, External>): GraphQLScalarType<Internal, External> {
  const telling =
    <Input extends readonly unknown[]>(parse: (...input: Input) => Internal, shown: (...input: Input) => string) =>
    (...input: Input): Internal => {
      try {
        return parse(...input);
      } catch (error) {
        throw new GraphQLError(`${name} must be ${form}; got ${shown(...input)}.`, { originalError: error instanceof Error ? error : null });
      }
    };
  return new GraphQLScalarType({
    ...scalar.toConfig(),
    name,
    parseValue: telling(scalar.parseValue, (value) => JSON.stringify(value)),
    parseLiteral: telling(scalar.parseLiteral, (node) => print(node)),
  });
}
