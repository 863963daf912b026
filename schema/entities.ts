import { Kind, parse } from 'graphql';

/** The names of the types with a `@key` in a subgraph's SDL. */
export const entityNames = (sdl: string): string[] =>
  parse(sdl).definitions.flatMap((definition) =>
    (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
    definition.directives?.some(({ name }) => name.value === 'key')
      ? [definition.name.value]
      : [],
  );
