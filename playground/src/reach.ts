import { type Question, askGraph } from './graph.ts';
import type { Grants, Need } from './needs.ts';

/** Whose a token is and what it may do. */
export interface TokenHolder extends Grants {
  readonly login: string;
  /** Null without one. */
  readonly tokenName: string | null;
  /** As ISO 8601 in UTC; null: never. */
  readonly tokenExpiresAt: string | null;
}

/** How far a token reaches. */
export interface Reach {
  readonly holder: TokenHolder;
  /** By the text of each operation that it was asked about: what the token lacks to run it whole; none for what is no operation of the graph. */
  readonly missing: ReadonlyMap<string, readonly Need[]>;
}

/** Asks in one request who holds a token and what of the operations it may not run. */
export async function askReach(token: string, operations: readonly string[], signal: AbortSignal): Promise<Reach> {
  return reachFrom(await askGraph<ReachAnswer>(token, reachQuestion(operations), signal), operations);
}

/** What the graph answers to the question: the viewer, and each operation's permissions under an alias. */
export interface ReachAnswer {
  readonly viewer: TokenHolder | null;
  readonly [operation: `operation${number}`]: { readonly missing: readonly Need[] } | null | undefined;
}

export function reachQuestion(operations: readonly string[]): Question {
  const variables = Object.fromEntries(operations.map((operation, index) => [`operation${index}`, operation]));
  const aliases = Object.keys(variables);
  const definitions = aliases.map((alias) => `$${alias}: String!`).join(', ');
  const fields = aliases.map((alias) => `${alias}: permissionsFor(operation: $${alias}) { missing { method module } }`).join(' ');
  const viewer = 'viewer { login methods modules tokenName tokenExpiresAt }';
  return { query: `query Reach${definitions && `(${definitions})`} { ${viewer} ${fields} }`, variables };
}

/** Throws if the graph does not know who asked. */
export function reachFrom(answer: ReachAnswer, operations: readonly string[]): Reach {
  if (!answer.viewer) throw new Error('The graph does not know whose token this is.');
  const missing = operations.flatMap((operation, index) => {
    const permissions = answer[`operation${index}`];
    return permissions ? [[operation, permissions.missing] as const] : [];
  });
  return { holder: answer.viewer, missing: new Map(missing) };
}

/** A holder in one line, such as `ada@example.com · GET PUT · 3 modules`, with the day (UTC) on which the token expires, if any. */
export function summarize({ login, methods, modules, tokenExpiresAt }: TokenHolder): string {
  const parts = [login, methods.join(' ') || 'no methods', `${modules.length || 'no'} ${modules.length === 1 ? 'module' : 'modules'}`];
  if (tokenExpiresAt !== null) parts.push(`expires ${tokenExpiresAt.slice(0, '2026-01-01'.length)}`);
  return parts.join(' · ');
}
