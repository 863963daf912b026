import { type DocumentNode, GraphQLError, Kind, parse, visit } from 'graphql';
import { accessArguments } from './access.ts';

/** An SDL file: its name and text. */
export interface SdlFile {
  readonly name: string;
  readonly text: string;
}

/** What keeps SDL files from being composed, each with its file and line: syntax, and methods and modules that there are not. */
export function sdlProblems(files: readonly SdlFile[]): string[] {
  const problems: string[] = [];
  const documents = files.flatMap(({ name, text }): [string, DocumentNode][] => {
    try {
      return [[name, parse(text)]];
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      problems.push(`${name}:${error.locations?.[0]?.line ?? 1}: ${error.message}`);
      return [];
    }
  });
  if (problems.length > 0) return problems;
  const known = { method: enumValues(documents, 'HttpMethod'), module: enumValues(documents, 'Module') };
  for (const [file, document] of documents) {
    visit(document, {
      FieldDefinition: (field) => {
        for (const { name, value } of accessArguments(field) ?? []) {
          const values = name.value === 'method' ? known.method : known.module;
          if (value.kind === Kind.ENUM && values.has(value.value)) continue;
          const given = value.kind === Kind.ENUM ? value.value : 'that';
          problems.push(`${file}:${value.loc?.startToken.line ?? 1}: ${field.name.value} has @access(${name.value}: ${given}); there are ${[...values].join(', ')}.`);
        }
      },
    });
  }
  return problems;
}

const enumValues = (documents: readonly (readonly [string, DocumentNode])[], name: string): ReadonlySet<string> =>
  new Set(
    documents
      .flatMap(([, { definitions }]) => definitions)
      .flatMap((definition) => (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === name ? (definition.values ?? []) : []))
      .map((value) => value.name.value),
  );
