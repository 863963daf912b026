import type { Propagation } from '@edgegraph/rest/mcc/network.ts';

/** How far an edge has taken over a customer's latest configuration. */
export interface EdgeShare {
  /** The code of the edge's POP. */
  readonly pop: string;
  /** 0 to 100. */
  readonly percent: number;
}

/** Asks each edge's share of a customer's latest configuration. */
export type PropagationOf = (accountNumber: string) => Promise<readonly EdgeShare[]>;

/**
 * What REST says of the edges' shares: each POP's share and the whole's are the means of their edges', POPs in the order of their codes.
 * Without an edge the configuration is New; it is propagated once every edge has all of it.
 */
export function toPropagation(edges: readonly EdgeShare[]): Propagation {
  const byPop = [...Map.groupBy(edges, ({ pop }) => pop)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    Percent_propagated: meanPercent(edges),
    Pops: byPop.map(([name, ofPop]) => ({ name, percentage_propagated: meanPercent(ofPop) })),
    status: statusOf(edges),
  };
}

function statusOf(edges: readonly EdgeShare[]): Propagation['status'] {
  if (edges.length === 0) return 'New';
  return edges.every(({ percent }) => percent >= 100) ? 'propagated' : 'propagating';
}

/** To two decimals, rounded down so that only the whole is 100; 0 of nothing. */
const meanPercent = (edges: readonly EdgeShare[]): number => {
  const total = edges.reduce((sum, { percent }) => sum + percent, 0);
  return edges.length === 0 ? 0 : Math.floor((total * 100) / edges.length) / 100;
};
