import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { limitSelections, mostFields, mostLevels } from './selection-limits.ts';

const schema = buildSchema('type Query { id: ID self: Query }');

const refusals = (text: string) => validate(schema, parse(text), [...specifiedRules, limitSelections]).map(({ message }) => message);

/** `innermost` within so many selections of `self`. */
const nested = (levels: number, innermost: string): string => '{ self '.repeat(levels) + innermost + ' }'.repeat(levels);

/** Fragments of which each spreads the next one twice: `2 ** count` fields. */
const doubling = (count: number): string =>
  Array.from({ length: count }, (_, index) => `fragment F${index} on Query { ...F${index + 1} ... { ...F${index + 1} } }`).join('\n') +
  ` fragment F${count} on Query { id }`;

describe('an operation', () => {
  it('may nest as deep as the limit, and no deeper', () => {
    expect(refusals(nested(mostLevels - 1, '{ id }'))).toEqual([]);
    expect(refusals(nested(mostLevels, '{ id }'))).toEqual([
      `The operation nests ${mostLevels + 1} levels deep, of at most ${mostLevels}; ask for the inner things by their ids.`,
    ]);
  });

  it('may select as many fields as the limit, and no more', () => {
    const aliases = (count: number) => `{ ${Array.from({ length: count }, (_, index) => `a${index}: id`).join(' ')} }`;
    expect(refusals(aliases(mostFields))).toEqual([]);
    expect(refusals(aliases(mostFields + 1))).toEqual([
      `The operation selects ${mostFields + 1} fields, of at most ${mostFields}; ask in several operations.`,
    ]);
  });

  it('has the fields of a fragment once for each spread', () => {
    expect(refusals(`{ ...F0 } ${doubling(12)}`)).toEqual([]);
    expect(refusals(`{ ...F0 } ${doubling(13)}`)).toEqual([expect.stringContaining(`selects ${2 ** 13} fields`)]);
  });

  it('that spells out to millions of fields is refused without spelling it out', () => {
    expect(refusals(`{ ...F0 } ${doubling(30)}`)).toEqual([expect.stringContaining(`selects ${2 ** 30} fields`), expect.stringContaining('levels deep')]);
  });

  it('whose fragments spread each other is refused for that alone', () => {
    expect(refusals('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).toEqual(['Cannot spread fragment "A" within itself via "B".']);
  });
});
