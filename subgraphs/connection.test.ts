import { describe, expect, it } from 'vitest';
import { type Connection, type PageArguments, connection } from './connection.ts';

const items = (...ids: readonly number[]) => ids.map((id) => ({ id: String(id) }));

const idsOf = (all: ReturnType<typeof items>, page: PageArguments): string[] => connection(all, page).nodes.map(({ id }) => id);

const refusal = (page: PageArguments): unknown => {
  try {
    return connection(items(1, 2), page);
  } catch (error) {
    return error;
  }
};

describe('a connection', () => {
  it('is in the order of the ids as numbers, whatever order the service answers in', () => {
    expect(idsOf(items(10, 9, 2), {})).toEqual(['2', '9', '10']);
  });

  it('has 50 items a page when nothing is asked, and counts all of them', () => {
    const page = connection(items(...Array.from({ length: 60 }, (_, index) => index + 1)), {});
    expect(page.nodes).toHaveLength(50);
    expect(page.totalCount).toBe(60);
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('gives every item once, in pages by their end cursors', () => {
    const all = items(5, 3, 1, 4, 2);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { nodes, edges, pageInfo }: Connection<{ id: string }> = connection(all, { first: 2, after });
      seen.push(...nodes.map(({ id }) => id));
      expect(edges.map(({ node }) => node)).toEqual(nodes);
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(['1', '2', '3', '4', '5']);
  });

  it('has no cursors on an empty page', () => {
    expect(connection([], {})).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 0,
    });
    const { endCursor: after } = connection(items(1, 2), {}).pageInfo;
    expect(connection(items(1, 2), { after })).toMatchObject({
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
      totalCount: 2,
    });
  });
});

describe('a cursor', () => {
  const { endCursor: after } = connection(items(1, 3, 5, 7), { first: 2 }).pageInfo;

  it('goes on behind its item when others were inserted before and after it', () => {
    expect(idsOf(items(1, 2, 3, 4, 5, 7), { after })).toEqual(['4', '5', '7']);
  });

  it('goes on at the same place when its own item was deleted', () => {
    expect(idsOf(items(1, 5, 7), { after })).toEqual(['5', '7']);
  });

  it.each([
    '',
    'x',
    '3',
    Buffer.from('id:').toString('base64url'),
    Buffer.from('id:1 or 1=1').toString('base64url'),
    Buffer.from('page:2').toString('base64url'),
  ])('that is not ours is refused: %j', (foreign) => {
    expect(refusal({ after: foreign })).toMatchObject({
      message: 'after is no cursor of this list; take it from pageInfo.endCursor.',
      extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'after' }] },
    });
  });
});

describe('the size of a page', () => {
  it('is 1 to 1,000', () => {
    expect(idsOf(items(1, 2), { first: 1 })).toEqual(['1']);
    expect(idsOf(items(1, 2), { first: 1000 })).toEqual(['1', '2']);
  });

  it.each([0, -1, 1001])('is refused when it is %i', (first) => {
    expect(refusal({ first })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'first', message: 'must be 1 to 1000.' }] },
    });
  });
});
