import { readFileSync } from 'node:fs';

/** The four subgraphs, by the names that they bear in the supergraph. */
export const subgraphNames = ['mcc', 'reporting', 'realtimestats', 'users'] as const;

export type SubgraphName = (typeof subgraphNames)[number];

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** A subgraph's whole SDL: what all four share, then its own file. */
export const subgraphSdl = (name: SubgraphName): string => `${read('access.graphql')}\n${read(`${name}.graphql`)}`;

/** The composed supergraph, as checked in. */
export const supergraphSdl = (): string => read('supergraph.graphql');
