import { composeServices, transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { type DocumentNode, type GraphQLSchema, Kind, buildASTSchema, parse, visit } from 'graphql';
import { accessArguments } from './access.ts';
import { type Requirement, describe } from './errors.ts';

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

/**
 * The schema that clients see: the supergraph without what is only for planning. The description of a guarded field ends with what the field needs,
 * since introspection does not tell directives. Throws a GraphQLError if the SDL is none.
 */
export const clientSchema = (supergraphSdl: string): GraphQLSchema =>
  buildASTSchema(describeNeeds(transformSupergraphToPublicSchema(parse(supergraphSdl))), { assumeValidSDL: true });

const describeNeeds = (document: DocumentNode): DocumentNode =>
  visit(document, {
    FieldDefinition: ({ description, directives, ...field }) => {
      const access = accessArguments({ directives });
      if (!access || !description) return undefined;
      const argument = (name: string) => {
        const value = access.find((each) => each.name.value === name)?.value;
        return value?.kind === Kind.ENUM ? value.value : null;
      };
      // Composition has checked the enums' values.
      const needs = { method: argument('method'), module: argument('module') } as Requirement;
      return { ...field, directives, description: { ...description, block: true, value: `${description.value} Needs ${describe(needs)}.` } };
    },
  });
