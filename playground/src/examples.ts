export interface Example {
  /** Its first line, without the `#`. */
  readonly title: string;
  readonly query: string;
  /** As JSON text; empty if the operation takes none. */
  readonly variables: string;
  /** Whether running it changes something. */
  readonly changes: boolean;
}

const queries = import.meta.glob<string>('../examples/*/*.graphql', { query: '?raw', import: 'default', eager: true });
const variables = import.meta.glob<string>('../examples/*/*.json', { query: '?raw', import: 'default', eager: true });

/** All example operations, in the order in which a newcomer may want them. */
export const exampleGroups: ReadonlyMap<string, readonly Example[]> = new Map(
  ['reports', 'configuration', 'purge', 'users'].map((group) => [group, examplesOf(group)]),
);

/** Opened on a first visit. It takes no variables, since GraphiQL does not show those of a default tab. */
export const firstExample = exampleGroups.get('reports')?.[0];

function examplesOf(group: string): Example[] {
  return Object.entries(queries)
    .filter(([path]) => path.startsWith(`../examples/${group}/`))
    .map(([path, query]) => ({
      title: /^# (.*)/.exec(query)?.[1] ?? path,
      query,
      variables: variables[path.replace(/\.graphql$/, '.json')] ?? '',
      changes: /^mutation\b/m.test(query),
    }));
}
