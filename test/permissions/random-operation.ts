import { accessOf } from '@edgegraph/schema/access.ts';
import * as fc from 'fast-check';
import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { argumentsOf } from './arguments.ts';
import type { Condition, FieldSelection, FragmentSelection, MetaSelection, Operation, Selection } from './operation.ts';

const deepest = 7;

/** Operations over the whole schema, up to seven fields deep, all of them valid. */
export function randomOperation(schema: GraphQLSchema): fc.Arbitrary<Operation> {
  const known = new Map<string, fc.Arbitrary<Selection[]>>();

  const selectionsOf = (type: GraphQLObjectType, depth: number): fc.Arbitrary<Selection[]> => {
    const key = `${type.name} ${depth}`;
    const selections = known.get(key) ?? fc.array(selectionOf(type, depth), { minLength: 1, maxLength: mostFields(type, depth), size: 'max' });
    known.set(key, selections);
    return selections;
  };

  // Of many fields of a mutation one is always denied; deep selections multiply.
  const mostFields = (type: GraphQLObjectType, depth: number): number => (type !== schema.getMutationType() && depth >= deepest - 2 ? 3 : 2);

  const selectionOf = (type: GraphQLObjectType, depth: number): fc.Arbitrary<Selection> => {
    if (depth === 0) return fc.constant(typename);
    const isRoot = depth === deepest;
    return fc.oneof(
      // A failing case is made smaller by putting the first in the place of others.
      { withCrossShrink: true },
      { weight: 1, arbitrary: fc.constant<Selection>(typename) },
      { weight: 12, arbitrary: fc.oneof(...Object.values(type.getFields()).map((field) => weighted(field, fieldOf(type, field, depth)))) },
      { weight: 3, arbitrary: fragmentOn(type, depth) },
      ...(isRoot && type === schema.getQueryType() ? [{ weight: 1, arbitrary: fc.constant<Selection>(aboutTheSchema) }] : []),
    );
  };

  const fieldOf = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<FieldSelection> => {
    const ways = argumentsOf(field);
    const below = getNamedType(field.type);
    return fc
      .record({
        // Without an alias always the same arguments, so that a field selected twice can be merged.
        way: fc.option(fc.nat(ways.length - 1)),
        conditions,
        selections: isObjectType(below) ? selectionsOf(below, depth - 1) : fc.constant([]),
      })
      .map(({ way, ...rest }) => ({
        kind: 'field',
        type: type.name,
        name: field.name,
        isGuarded: accessOf(schema, field) !== undefined,
        alias: way === null ? null : `${field.name}_${way}`,
        arguments: ways[way ?? 0] ?? { text: '', account: null },
        ...rest,
      }));
  };

  const fragmentOn = (type: GraphQLObjectType, depth: number): fc.Arbitrary<FragmentSelection> =>
    fc.record({
      kind: fc.constant('fragment'),
      form: fc.constantFrom('named', 'inline', 'inline without a type'),
      type: fc.constant(type.name),
      conditions,
      selections: selectionsOf(type, depth - 1),
    });

  // It selects one root field, always.
  const subscription = (): fc.Arbitrary<Operation> => {
    const root = schema.getSubscriptionType();
    if (!root) throw new Error('The schema has no subscription.');
    const fields = Object.values(root.getFields()).map((field) => fieldOf(root, field, deepest));
    return fc.oneof(...fields).map((field) => ({ kind: 'subscription', selections: [{ ...field, conditions: [] }] }));
  };

  const rootOf = (kind: 'query' | 'mutation'): fc.Arbitrary<Operation> => {
    const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
    if (!root) throw new Error(`The schema has no ${kind}.`);
    return selectionsOf(root, deepest).map((selections) => ({ kind, selections }));
  };

  return fc.oneof({ weight: 4, arbitrary: rootOf('query') }, { weight: 2, arbitrary: rootOf('mutation') }, { weight: 1, arbitrary: subscription() });
}

/** What leads to other fields is chosen more often than a leaf, and the customer, under which nearly everything is, most. */
function weighted(field: GraphQLField<unknown, unknown>, arbitrary: fc.Arbitrary<FieldSelection>) {
  const leads = isObjectType(getNamedType(field.type));
  return { weight: field.name === 'customer' ? 8 : leads ? 3 : 1, arbitrary };
}

const typename: MetaSelection = { kind: 'meta', text: '__typename' };
const aboutTheSchema: MetaSelection = { kind: 'meta', text: '__schema { queryType { name } }' };

const truths = { true: true, false: false, $yes: true, $no: false, $yesByDefault: true, $noByDefault: false, $yesOverDefault: true, $noOverDefault: false };

const condition = (directive: 'skip' | 'include'): fc.Arbitrary<Condition> =>
  fc.constantFrom(...Object.entries(truths)).map(([value, truth]) => ({ text: `@${directive}(if: ${value})`, holds: truth === (directive === 'include') }));

const conditions: fc.Arbitrary<readonly Condition[]> = fc.oneof(
  { weight: 12, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: condition('skip').map((skip) => [skip]) },
  { weight: 1, arbitrary: condition('include').map((include) => [include]) },
  { weight: 1, arbitrary: fc.tuple(condition('include'), condition('skip')) },
);
