import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { reachFrom, reachQuestion, summarize } from './reach.ts';

const holder = { login: 'ada@example.com', methods: ['GET', 'PUT'], modules: ['REPORTS', 'CORE_REPORTS'], tokenName: null, tokenExpiresAt: null };

describe("the question for a token's reach", () => {
  it('is one operation for all texts, which travel as variables', () => {
    const { query, variables } = reachQuestion(['{ a }', '{ "b" }']);
    expect(parse(query).definitions).toHaveLength(1);
    expect(variables).toEqual({ operation0: '{ a }', operation1: '{ "b" }' });
    expect(query).toContain('operation1: permissionsFor(operation: $operation1)');
  });

  it('is valid without any text too', () => {
    expect(() => parse(reachQuestion([]).query)).not.toThrow();
  });
});

describe("a token's reach", () => {
  it('tells by text what is missing, and nothing of what the graph could not read', () => {
    const purge = [{ method: 'PUT', module: 'PURGE_LOAD' }];
    const reach = reachFrom({ viewer: holder, operation0: { missing: purge }, operation1: null, operation2: { missing: [] } }, ['a', 'b', 'c']);
    expect(reach.holder).toBe(holder);
    expect([...reach.missing]).toEqual([['a', purge], ['c', []]]);
  });

  it('is unknown without a viewer', () => {
    expect(() => reachFrom({ viewer: null }, [])).toThrow(/whose token/);
  });
});

describe('the line about a holder', () => {
  it('counts the modules', () => {
    expect(summarize(holder)).toBe('ada@example.com · GET PUT · 2 modules');
    expect(summarize({ ...holder, modules: ['REPORTS'] })).toMatch(/ · 1 module$/);
  });

  it('tells that there are none', () => {
    expect(summarize({ ...holder, methods: [], modules: [] })).toBe('ada@example.com · no methods · no modules');
  });

  it('ends with the day on which the token expires', () => {
    expect(summarize({ ...holder, tokenExpiresAt: '2026-03-12T08:30:00.000Z' })).toMatch(/ · expires 2026-03-12$/);
  });
});
