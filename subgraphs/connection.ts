import { badUserInput } from '@edgegraph/schema/errors.ts';

/** The arguments by which a connection is paged forward. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A page of a Relay connection, whose cursors say where a node stands in the list's order: a page stays right when others come and go. */
export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** A page of a list whose length is known. */
export interface Connection<Node> extends Page<Node> {
  readonly totalCount: number;
}

/** Items of one page at most. */
export const largestPage = 1000;

/** What a list is ordered by: texts without regard to the case of their letters, or numbers. */
type Key = string | number;

/** Where a node stands in its list: its key, then its id. */
type Position = readonly [Key, number];

interface HasId {
  readonly id: string | number;
}

/** How many items a page is to have. Throws BAD_USER_INPUT when that is out of bounds. */
export function pageSize({ first }: PageArguments): number {
  const size = first ?? 50;
  if (size >= 1 && size <= largestPage) return size;
  throw badUserInput(`first must be 1 to ${largestPage}.`, [{ path: 'first', message: `must be 1 to ${largestPage}.` }]);
}

/** The page that `first` and `after` ask for, ascending by key and id. Throws BAD_USER_INPUT when they are out of bounds or no cursor of this list. */
export function connection<Node extends HasId>(
  all: readonly Node[],
  page: PageArguments,
  keyOf: (node: Node) => Key = ({ id }) => Number(id),
): Connection<Node> {
  const size = pageSize(page);
  const placed = all.map((node) => ({ node, position: [keyOf(node), Number(node.id)] as const })).toSorted((a, b) => compare(a.position, b.position));
  const last = page.after == null ? null : positionOf(page.after);
  const start = placed.findIndex(({ position }) => last === null || compare(position, last) > 0);
  const edges = (start < 0 ? [] : placed.slice(start, start + size)).map(({ node, position }) => ({ cursor: cursorOf(position), node }));
  const hasNextPage = start >= 0 && start + size < placed.length;
  return { ...pageOf(edges, { hasNextPage, hasPreviousPage: start !== 0 && placed.length > 0 }), totalCount: placed.length };
}

/** A page of a connection from its edges and what lies around them. */
export const pageOf = <Node>(
  edges: Page<Node>['edges'],
  around: Pick<Page<Node>['pageInfo'], 'hasNextPage' | 'hasPreviousPage'>,
): Page<Node> => ({
  edges,
  nodes: edges.map(({ node }) => node),
  pageInfo: { ...around, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
});

function compare([key, id]: Position, [otherKey, otherId]: Position): number {
  if (typeof key === 'number' && typeof otherKey === 'number') return key - otherKey || id - otherId;
  return String(key).localeCompare(String(otherKey), 'en', { sensitivity: 'base' }) || id - otherId;
}

/** The cursor of a place in a list. */
export const cursorOf = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** The place of a cursor. Throws BAD_USER_INPUT if it is none of ours. */
export function positionOf(cursor: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isPosition(position)) return position;
  } catch {
    // Not JSON: refused below, like all else that is no position.
  }
  throw badUserInput('after is no cursor of this list; take it from pageInfo.endCursor.', [
    { path: 'after', message: 'is no cursor of this list; take it from pageInfo.endCursor.' },
  ]);
}

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) && value.length === 2 && ['string', 'number'].includes(typeof value[0]) && Number.isSafeInteger(value[1]);
