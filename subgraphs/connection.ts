import { badUserInput } from '@edgegraph/schema/errors.ts';

/** The arguments by which a connection is paged forward. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A Relay connection over nodes in the order of their ids, which are its cursors: a page stays right when others come and go. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

const largestPage = 1000;

/** The page that `first` and `after` ask for. Throws BAD_USER_INPUT when they are out of bounds or no cursor of ours. */
export function connection<Node extends { readonly id: string | number }>(all: readonly Node[], { first, after }: PageArguments): Connection<Node> {
  const size = first ?? 50;
  if (size < 1 || size > largestPage) {
    throw badUserInput(`first must be 1 to ${largestPage}.`, [{ path: 'first', message: `must be 1 to ${largestPage}.` }]);
  }
  const last = after == null ? 0 : idOf(after);
  const ordered = all.toSorted((a, b) => Number(a.id) - Number(b.id));
  const start = ordered.findIndex((node) => Number(node.id) > last);
  const nodes = start < 0 ? [] : ordered.slice(start, start + size);
  const edges = nodes.map((node) => ({ cursor: cursorOf(node.id), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: start >= 0 && start + size < ordered.length,
      hasPreviousPage: start !== 0 && ordered.length > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: ordered.length,
  };
}

const cursorOf = (id: string | number): string => Buffer.from(`id:${id}`).toString('base64url');

function idOf(cursor: string): number {
  const id = /^id:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (id !== undefined) return Number(id);
  throw badUserInput('after is no cursor of this list; take it from pageInfo.endCursor.', [
    { path: 'after', message: 'is no cursor of this list; take it from pageInfo.endCursor.' },
  ]);
}
