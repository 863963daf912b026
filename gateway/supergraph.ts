import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { clientSchema } from '@edgegraph/schema/compose.ts';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLScalarType,
  type GraphQLSchema,
  Kind,
  buildASTSchema,
  isScalarType,
  parse,
  print,
  valueFromASTUntyped,
} from 'graphql';

/** One version of the graph, whole and never changed: a reload makes another. */
export interface Supergraph {
  readonly sdl: string;
  /** What clients see; applied directives such as `@access` stay on its AST nodes. Custom scalars pass through. */
  readonly apiSchema: GraphQLSchema;
  /** `apiSchema` as SDL, with descriptions and applied directives. */
  readonly clientSdl: string;
  /** Every type, also those that clients don't see. */
  readonly schema: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** The fields without selections that `@key`s consist of, by type and by the subgraph's name. */
  readonly keys: Keys;
  /** The names of the types with a key. */
  readonly entities: ReadonlySet<string>;
  /** The names of all fields of all types. */
  readonly fieldNames: ReadonlySet<string>;
}

export type Keys = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/**
 * Reads a composed Federation 2 supergraph. Throws if the SDL is none. Values of the custom scalars given are checked where a
 * client sends them, before anything is fetched; those of others are left to the subgraphs.
 */
export function loadSupergraph(sdl: string, scalars: readonly GraphQLScalarType[] = []): Supergraph {
  const document = parse(sdl, { noLocation: true });
  const apiSchema = clientSchema(sdl);
  for (const scalar of scalars) checkInputs(apiSchema.getType(scalar.name), scalar);
  const keys = keysOf(document);
  return {
    sdl,
    apiSchema,
    clientSdl: printWithDirectives(apiSchema),
    schema: buildASTSchema(document, { assumeValidSDL: true }),
    planner: new QueryPlanner(sdl),
    keys,
    entities: new Set(keys.keys()),
    fieldNames: new Set(
      document.definitions.flatMap((definition) =>
        'fields' in definition ? (definition.fields ?? []).map(({ name }) => name.value) : [],
      ),
    ),
  };
}

/** Lets a scalar refuse what `checked` refuses; what passes stays as it was sent, for the subgraph to parse. */
function checkInputs(type: GraphQLNamedType | undefined, checked: GraphQLScalarType): void {
  if (!isScalarType(type)) throw new Error(`The supergraph has no scalar ${checked.name}.`);
  type.parseValue = (value) => {
    checked.parseValue(value);
    return value;
  };
  type.parseLiteral = (node, variables) => {
    checked.parseLiteral(node, variables);
    return valueFromASTUntyped(node, variables);
  };
}

/** graphql-js's own printSchema leaves applied directives out. */
function printWithDirectives(schema: GraphQLSchema): string {
  const definitions = [schema, ...schema.getDirectives(), ...Object.values(schema.getTypeMap())];
  return `${definitions.flatMap(({ astNode }) => (astNode ? [print(astNode)] : [])).join('\n\n')}\n`;
}

function keysOf(document: DocumentNode): Keys {
  const subgraphNames = subgraphNamesOf(document);
  const keys = new Map<string, Map<string, Set<string>>>();
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const directive of type.directives ?? []) {
      const subgraph = subgraphNames.get(argument(directive, 'graph') ?? '');
      const key = argument(directive, 'key');
      if (directive.name.value !== 'join__type' || subgraph === undefined || key === undefined) continue;
      const ofType = keys.get(type.name.value) ?? new Map<string, Set<string>>();
      keys.set(type.name.value, ofType.set(subgraph, new Set([...(ofType.get(subgraph) ?? []), ...leafFields(key)])));
    }
  }
  return keys;
}

/** The subgraphs' own names, by their names in the enum `join__Graph`. */
function subgraphNamesOf(document: DocumentNode): ReadonlyMap<string, string> {
  const graphs = document.definitions.find(
    (each) => each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION)
    throw new Error('This SDL is no supergraph: it lacks the enum join__Graph. Compose the subgraphs first.');
  return new Map(
    (graphs.values ?? []).map(({ name, directives }) => {
      const graph = directives?.find((directive) => directive.name.value === 'join__graph');
      return [name.value, (graph && argument(graph, 'name')) ?? name.value];
    }),
  );
}

function argument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** `id` of `id org { id }`. */
function leafFields(fieldSet: string): string[] {
  const [operation] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((field) =>
    field.kind === Kind.FIELD && !field.selectionSet ? [field.name.value] : [],
  );
}
