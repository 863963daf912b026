import { composeServices, transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { type GraphQLSchema, buildASTSchema, parse } from 'graphql';

/** A subgraph to compose: its name and its whole SDL. */
export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
}

/** What composing gives: the supergraph's SDL, or everything that stands against it. */
export type Composition = { readonly sdl: string } | { readonly errors: readonly string[] };

/** Composes Federation 2 subgraphs into a supergraph whose fields keep their `@access`. */
export function compose(subgraphs: readonly Subgraph[]): Composition {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `http://${name}.invalid/graphql` })),
  );
  return supergraphSdl === undefined ? { errors: (errors ?? []).map(({ message }) => message) } : { sdl: supergraphSdl };
}

/** The schema that clients see: the supergraph without what is only for planning. Throws a GraphQLError if the SDL is none. */
export const clientSchema = (supergraphSdl: string): GraphQLSchema =>
  buildASTSchema(transformSupergraphToPublicSchema(parse(supergraphSdl)), { assumeValidSDL: true });
