import { readFileSync } from 'node:fs';

/** The four subgraphs, by the names that they bear in the supergraph. */
export const subgraphNames = ['mcc', 'reporting', 'realtimestats', 'users'] as const;

export type SubgraphName = (typeof subgraphNames)[number];

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** The SDL files, those of all subgraphs and what they share. */
export const sdlFiles: readonly string[] = ['access.graphql', ...subgraphNames.map((name) => `${name}.graphql`)];

/** The text of an SDL file. */
export const sdlOf = (file: string): string => read(file);

/** A subgraph's whole SDL: what all four share, then its own file. */
export const subgraphSdl = (name: SubgraphName): string => `${read('access.graphql')}\n${read(`${name}.graphql`)}`;

/** The composed supergraph, as checked in. */
export const supergraphSdl = (): string => read('supergraph.graphql');
