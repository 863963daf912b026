/** What a field of the graph asks of a token; null asks for none. */
export interface Need {
  readonly method: string | null;
  readonly module: string | null;
}

/** What a token may do: every method on every module. */
export interface Grants {
  readonly methods: readonly string[];
  readonly modules: readonly string[];
}

/** What an operation needs, and what of it the token that asked does not hold. */
export interface OperationNeeds {
  readonly needs: readonly Need[];
  readonly missing: readonly Need[];
}

/** Such as `GET on CORE_REPORTS and EDGE_CNAMES, PUT on PURGE_LOAD`; empty if a valid token is all that is needed. */
export function listNeeds(needs: readonly Need[]): string {
  const modulesByMethod = [...Map.groupBy(needs, ({ method }) => method)].map(
    ([method, alike]) => ({ method, modules: list(alike.map(({ module }) => module)) }),
  );
  return [...Map.groupBy(modulesByMethod, ({ modules }) => modules)]
    .map(([modules, alike]) => [list(alike.map(({ method }) => method)), modules].filter(Boolean).join(' on '))
    .filter(Boolean)
    .join(', ');
}

/** Says what an operation needs and what of it the token lacks; `subject` is what to call the operation. */
export function explainNeeds(subject: string, { needs, missing }: OperationNeeds, { methods, modules }: Grants): string {
  const needed = listNeeds(needs);
  if (needed === '') return `${subject} needs nothing but a valid token.`;
  if (missing.length === 0) return `${subject} needs ${needed}, which your token has.`;
  const lacking = [
    ...missing.map(({ method }) => method).filter((method) => method !== null && !methods.includes(method)),
    ...missing.map(({ module }) => module).filter((module) => module !== null && !modules.includes(module)),
  ];
  return `${subject} needs ${needed}; your token lacks ${list(lacking)}.`;
}

const conjunction = new Intl.ListFormat('en-GB');

const list = (names: readonly (string | null)[]): string => conjunction.format(new Set(names.filter((name) => name !== null)));
