import { parse, print } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { createDashboard } from '../execute/dashboard.fixture.ts';
import { createShop } from '../execute/shop.fixture.ts';
import { planOperation } from './plan.ts';
import type { PlanNode } from './nodes.ts';

/** A plan's shape: the queries, nested as they run. */
const outline = (node: PlanNode | null | undefined): unknown => {
  if (!node) return null;
  if ('query' in node) return `${node.service} ${node.query}`;
  return { [node.kind]: node.nodes.map(outline) };
};

describe('a plan', () => {
  it('gives way to others when their texts are long', async () => {
    const { supergraph } = createDashboard();
    const planned = (alias: string) => planOperation(supergraph, parse(`{ customer { ${alias}: plan } }`), undefined, {});
    const first = await planned('a');
    expect(await planned('a')).toBe(first);
    for (const letter of ['b', 'c', 'd', 'e']) await planned(letter.repeat(1_000_000));
    expect(await planned('a')).not.toBe(first);
  });

  it('is made once for equal requests, also while it is being made', async () => {
    const { supergraph } = createDashboard();
    const planAsync = vi.spyOn(supergraph.planner, 'planAsync');
    const document = parse('query A { customer { plan } } query B { customer { live { bits } } }');
    const [first, second, third] = await Promise.all([
      planOperation(supergraph, document, 'A', {}),
      planOperation(supergraph, document, 'A', {}),
      planOperation(supergraph, parse(print(document)), 'A', {}),
    ]);
    expect(first).toBe(second);
    expect(first).toBe(third);
    expect(planAsync).toHaveBeenCalledTimes(1);
    expect(outline(await planOperation(supergraph, document, 'B', {}))).toBe('live {customer{live{bits}}}');
  });

  it('is made anew after a failure, and for another supergraph', async () => {
    const { supergraph } = createDashboard();
    const document = parse('{ customer { plan } }');
    vi.spyOn(supergraph.planner, 'planAsync').mockRejectedValueOnce(new Error('out of paths'));
    await expect(planOperation(supergraph, document, undefined, {})).rejects.toThrow('out of paths');
    const plan = await planOperation(supergraph, document, undefined, {});
    expect(outline(plan)).toBe('config {customer{plan}}');
    expect(await planOperation(createDashboard().supergraph, document, undefined, {})).not.toBe(plan);
  });

  it('is null for what no subgraph is needed for', async () => {
    const { supergraph } = createDashboard();
    expect(
      await planOperation(
        supergraph,
        parse('{ __typename __schema { types { name } } ...F } fragment F on Query { __type(name: "Query") { name } }'),
        undefined,
        {},
      ),
    ).toBeNull();
  });

  it('is made for what the variables select', async () => {
    const { supergraph } = createDashboard();
    const document = parse(
      'query ($x: Boolean!, $id: ID!) { customer @skip(if: $x) { plan cname(id: $id) { ... @include(if: $x) { name } live { bits } } } }',
    );
    const [first, second, skipped] = await Promise.all(
      [
        { x: false, id: '1' },
        { x: false, id: '2' },
        { x: true, id: '1' },
      ].map((variables) => planOperation(supergraph, document, undefined, variables)),
    );
    expect(JSON.stringify(outline(first))).toContain('config query($id:ID!){customer{plan cname(id: $id){__typename id}}}');
    expect(second).toBe(first);
    expect(skipped).toBeNull();
  });

  it('runs the fields of a mutation in sequence, each with its entities', async () => {
    const { supergraph } = createShop();
    expect(
      outline(
        await planOperation(
          supergraph,
          parse('mutation { a: addStock(by: 1) { left } b: addStock(by: 2) { id } }'),
          undefined,
          {},
        ),
      ),
    ).toEqual({
      Sequence: [
        {
          Sequence: [
            'catalog mutation{a: addStock(by: 1){__typename id}}',
            'shipping query($representations:[_Any!]!){_entities(representations: $representations){...on Stock{left}}}',
          ],
        },
        'catalog mutation{b: addStock(by: 2){id}}',
      ],
    });
  });

  it('is refused for a field that nobody has', async () => {
    const { supergraph } = createDashboard();
    await expect(planOperation(supergraph, parse('{ customer { nothing } }'), undefined, {})).rejects.toThrow('nothing');
  });
});

describe('fetches of one shareable root field', () => {
  /** What each subgraph is asked, without the spaces that one printer writes and the other does not. */
  const queriesOf = async (query: string): Promise<string[]> => {
    const plan = outline(await planOperation(createDashboard().supergraph, parse(query), undefined, {}));
    return (
      JSON.stringify(plan)
        .replaceAll(': ', ':')
        .match(/(config|reports|live) [^"]*/g) ?? []
    );
  };

  it('each ask for the keys that the client selected, under all their aliases', async () => {
    const queries = await queriesOf('{ c: customer { accountNumber n: accountNumber plan live { bits } requests } }');
    expect(queries).toHaveLength(3);
    for (const query of queries) expect(query).toMatch(/ \{c:customer\{.*\baccountNumber n:accountNumber.*\}\}$/);
  });

  it('share keys only under the same response key', async () => {
    const queries = await queriesOf('{ a: customer { accountNumber } b: customer { plan live { bits } } }');
    expect(queries.filter((query) => query.includes('accountNumber'))).toHaveLength(1);
  });
});
