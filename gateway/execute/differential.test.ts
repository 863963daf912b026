import * as fc from 'fast-check';
import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  buildASTSchema,
  execute,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { type Graph, createGraph } from './graph.fixture.ts';

/**
 * The same data behind one plain graphql-js schema and behind three subgraphs: every operation must answer alike. The objects
 * hold their fields; a function throws, as a resolver that fails.
 */
const fail = (): never => {
  throw new GraphQLError('Broken.', { extensions: { code: 'NOT_FOUND' } });
};
const anna: Record<string, unknown> = {
  __typename: 'Person',
  id: 'p1',
  name: 'Anna',
  age: 40,
  email: 'anna@example',
  motto: fail,
};
const bert: Record<string, unknown> = { __typename: 'Person', id: 'p2', name: 'Bert', age: fail, email: null, motto: 'Hm.' };
const robo: Record<string, unknown> = { __typename: 'Robot', id: 'r1', name: 'Robo', model: 'X', load: 0.5, owner: anna };
const rust: Record<string, unknown> = { __typename: 'Robot', id: 'r2', name: fail, model: null, load: fail, owner: bert };
Object.assign(anna, { friends: [bert, anna], best: bert, robots: [robo, rust] });
Object.assign(bert, { friends: [anna, null], best: null, robots: [] });
const root = {
  me: anna,
  people: [anna, bert, anna],
  beings: [anna, robo, null, rust],
  grid: [[anna], null, [rust, robo]],
  maybe: null,
  broken: fail,
  hub: { code: 'h', owner: bert },
};
const entities = new Map([anna, bert, robo, rust].map((each) => [each.id, each]));

const lookUp = { __resolveReference: ({ id }: { id: string }) => entities.get(id) ?? null };
const resolvers = {
  Query: Object.fromEntries(Object.keys(root).map((name) => [name, () => valueOf(name)])),
  Person: lookUp,
  Robot: lookUp,
};
const valueOf = (name: string): unknown => {
  const value: unknown = Object.entries(root).find(([key]) => key === name)?.[1];
  return typeof value === 'function' ? value() : value;
};

const createBeings = (): Graph =>
  createGraph({
    home: {
      typeDefs: `
        type Query {
          me: Person people: [Person!]! beings: [Being] grid: [[Named]] maybe: Robot broken: Person hub: Hub @shareable
        }
        interface Named { id: ID! name: String }
        union Being = Person | Robot
        type Person implements Named @key(fields: "id") { id: ID! name: String friends: [Person] best: Person }
        type Robot implements Named @key(fields: "id") { id: ID! name: String model: String! }
        type Hub @shareable { code: ID! owner: Person }
      `,
      resolvers,
    },
    facts: {
      typeDefs: `
        type Query { hub: Hub @shareable }
        type Hub @shareable { code: ID! owner: Person }
        type Person @key(fields: "id") { id: ID! age: Int! email: String robots: [Robot!] }
        type Robot @key(fields: "id") { id: ID! load: Float owner: Person! }
      `,
      resolvers: { ...resolvers, Query: { hub: resolvers.Query.hub } },
    },
    words: {
      typeDefs: 'type Person @key(fields: "id") { id: ID! motto: String }',
      resolvers: { Person: lookUp },
    },
  });

/** Writes a valid selection set; `pick` gives the next random number. */
function writeSelections(schema: GraphQLSchema, typeName: string, depth: number, pick: (below: number) => number): string {
  const type = schema.getType(typeName);
  const selections: string[] = [];
  const conditions = ['', '', '', ' @include(if: $yes)', ' @skip(if: $no)', ' @skip(if: $yes)', ' @include(if: $no)'];
  const condition = (): string => conditions[pick(conditions.length)] ?? '';
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const { name, type: output } of Object.values(type.getFields())) {
      const named = getNamedType(output);
      const composite = isObjectType(named) || isAbstractType(named);
      if (pick(3) > 0 || (composite && depth === 0)) continue;
      // An alias stands for one field everywhere, so that the operation is valid; some bear other fields' names.
      const alias = pick(4) === 0 ? (aliases[`${typeName}.${name}`] ?? `${typeName}_${name}`) : '';
      selections.push(
        `${alias ? `${alias}: ` : ''}${name}${condition()}${composite ? writeSelections(schema, named.name, depth - 1, pick) : ''}`,
      );
    }
  }
  if (isInterfaceType(type) || isUnionType(type)) {
    for (const { name } of schema.getPossibleTypes(type)) {
      if (pick(2) === 0) selections.push(`... on ${name}${condition()} ${writeSelections(schema, name, depth, pick)}`);
    }
  }
  if (selections.length === 0 || pick(4) === 0) selections.push('__typename');
  return ` { ${selections.join(' ')} }`;
}

const aliases: Readonly<Record<string, string>> = { 'Person.name': 'Person_id', 'Person.motto': 'owner', 'Robot.model': 'motto' };

/** Where an error made null: the part of its path that the data has. */
function nullPath(data: unknown, { path = [] }: GraphQLFormattedError): string {
  let value = data;
  let depth = 0;
  while (depth < path.length && typeof value === 'object' && value !== null) {
    value = (value as Record<string | number, unknown>)[path[depth] ?? ''];
    depth += 1;
  }
  return path.slice(0, depth).join('.');
}

/** The nulls that errors made; of several errors below one null, how many are reported is left open by the spec. */
const nullPaths = ({ data, errors = [] }: ExecutionResult): Set<string> => new Set(errors.map((error) => nullPath(data, error)));

const asSent = (result: ExecutionResult): ExecutionResult => JSON.parse(JSON.stringify(result)) as ExecutionResult;

const typeResolver = ({ __typename: name }: { readonly __typename: string }): string => name;

describe('any operation', () => {
  const graph = createBeings();
  const monolith = buildASTSchema(parse(graph.supergraph.clientSdl), { assumeValidSDL: true });

  it('is answered over subgraphs as by one schema', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 60, maxLength: 200 }), async (numbers) => {
        let next = 0;
        const pick = (below: number): number => (numbers[next++ % numbers.length] ?? 0) % below;
        const selections = writeSelections(graph.supergraph.apiSchema, 'Query', 4, pick);
        const query = `query ($yes: Boolean = true, $no: Boolean = false) { __typename @include(if: $yes) @skip(if: $no) ...${selections} }`;
        const document = parse(query);
        fc.pre(validate(graph.supergraph.apiSchema, document).every(({ message }) => !message.includes('conflict')));
        const expected = asSent(await execute({ schema: monolith, document, rootValue: root, typeResolver }));
        const actual = await graph.execute(query);
        expect({ query, data: actual.data, nulls: nullPaths(actual) }).toEqual({ query, data: expected.data, nulls: nullPaths(expected) });
      }),
      { numRuns: 200, seed: 1, endOnFailure: true },
    );
  });
});
