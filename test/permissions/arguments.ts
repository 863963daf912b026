import { type GraphQLArgument, type GraphQLField, type GraphQLInputType, getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredArgument, isRequiredInputField } from 'graphql';

/** The customer that everything is asked about. */
export const ownAccount = '0001';

/** A way to write a field's arguments; empty for none. */
export interface Arguments {
  readonly text: string;
  /** Whose account it asks for, where it names one. */
  readonly account: string | null;
}

/** The variables that operations use, by name: how each is declared, and the value that is sent with it, if any. */
export const variables: Readonly<Record<string, { readonly declaration: string; readonly value?: unknown }>> = {
  yes: { declaration: 'Boolean!', value: true },
  no: { declaration: 'Boolean!', value: false },
  yesByDefault: { declaration: 'Boolean = true' },
  noByDefault: { declaration: 'Boolean = false' },
  yesOverDefault: { declaration: 'Boolean = false', value: true },
  noOverDefault: { declaration: 'Boolean = true', value: false },
  own: { declaration: 'ID!', value: ownAccount },
  foreign: { declaration: 'ID', value: '0002' },
  foreignByDefault: { declaration: 'ID = "0002"' },
  foreignOverDefault: { declaration: `ID = "${ownAccount}"`, value: '0002' },
  ownOverDefault: { declaration: 'ID = "0002"', value: ownAccount },
  absent: { declaration: 'ID' },
};

const accounts: readonly Arguments[] = [
  { text: '', account: ownAccount },
  ...Object.entries({
    [`"${ownAccount}"`]: ownAccount,
    null: ownAccount,
    $own: ownAccount,
    $ownOverDefault: ownAccount,
    $absent: ownAccount,
    '"0002"': '0002',
    '"BEEF"': 'BEEF',
    $foreign: '0002',
    $foreignByDefault: '0002',
    $foreignOverDefault: '0002',
  }).map(([value, account]) => ({ text: `(accountNumber: ${value})`, account })),
];

/**
 * The ways in which a field's arguments are written here: with those that it needs alone first, then these with all of their members and with two items
 * in each list, then with each of the others beside them, since what a field calls may depend on them. All pass validation.
 */
export function argumentsOf(field: GraphQLField<unknown, unknown>): readonly Arguments[] {
  if (field.args.some(({ name }) => name === 'accountNumber')) return accounts;
  const required = field.args.filter(isRequiredArgument);
  const optional = field.args.filter((argument) => !required.includes(argument));
  const texts = [written(required, 'least'), written(required, 'most'), ...optional.map((each) => written([...required, each], 'least'))];
  return [...new Set(texts)].map((text) => ({ text, account: null }));
}

/** `least`: the members of an input that it needs, and one item in each list; `most`: all members, and two items. */
type Extent = 'least' | 'most';

const written = (chosen: readonly GraphQLArgument[], extent: Extent): string =>
  chosen.length === 0 ? '' : `(${chosen.map(({ name, type }) => `${name}: ${literal(name, type, extent)}`).join(', ')})`;

const literals: Readonly<Record<string, string>> = {
  operation: '"{ customer { origins { totalCount } } }"',
  range: '{ from: "2015-05-17T00:00:00Z", to: "2015-05-18T00:00:00Z" }',
  after: '"WzEsMV0"',
  // One that every series has.
  every: 'DAY',
  // What hands out entities.
  by: '[EDGE_CNAME, ORIGIN]',
  // It nests.
  filter: '{ or: [{ status: { gte: 100 } }, { not: { path: { prefix: "/" } } }] }',
  timeZone: '"Europe/Berlin"',
};

const scalars: Readonly<Record<string, string>> = {
  ID: '1',
  Int: '1',
  Boolean: 'true',
  String: '"text"',
  DateTime: '"2030-01-01T00:00:00Z"',
  BigInt: '"1"',
  Float: '1.5',
};

function literal(name: string, type: GraphQLInputType, extent: Extent): string {
  const known = literals[name];
  if (known !== undefined) return known;
  if (isNonNullType(type)) return literal(name, type.ofType, extent);
  if (isListType(type)) {
    const item = literal(name, type.ofType, extent);
    return extent === 'least' ? `[${item}]` : `[${item}, ${item}]`;
  }
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name ?? 'null';
  if (isInputObjectType(named)) {
    const all = Object.values(named.getFields());
    const members = named.isOneOf ? all.slice(0, 1) : all.filter((member) => extent === 'most' || isRequiredInputField(member));
    return `{ ${members.map((member) => `${member.name}: ${literal(member.name, member.type, extent)}`).join(', ')} }`;
  }
  const scalar = scalars[named.name];
  if (scalar === undefined) throw new Error(`No literal for ${named.name}, of which ${name} is; give it one here.`);
  return scalar;
}
