/**
 * Judges an operation before it is planned, in three phases: walk what it selects with these variables and judge each guarded field by its rule;
 * decide between allowed, pruned and refused; cut what is denied out of the document, so that nothing of it leaves the gateway.
 */
import { grantsKey } from '@edgegraph/permissions/grants.ts';
import { isOwnAccount, rulesFromAccess } from '@edgegraph/permissions/rules.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { type DocumentNode, type GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import { isCondition, variablesWithin } from '../document.ts';
import { prune } from './prune.ts';
import { type Authorizable, type Denials, type Guarded, walk } from './walk.ts';

/** What may be done with an operation. A pruned one is planned from `document`; its answer is completed from the original and `denials`. */
export type Verdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'pruned'; readonly document: DocumentNode; readonly errors: readonly GraphQLError[]; readonly denials: Denials }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[]; readonly denials: Denials };

export type Authorize = (operation: Authorizable) => Promise<Verdict>;

/** Of a document of `length` characters: fewer of a long one, since each may hold a document of its own. */
const verdictsPerDocument = (length: number): number => Math.min(200, Math.max(1, Math.floor(400_000 / length)));

/**
 * The authorize step for a client schema with `@access`; `entities` are the types with a key. Verdicts are kept per document, grant set, account and
 * the variables that matter to them, so they never pass from one grant set to another. Throws if a root field has no `@access`.
 */
export function createAuthorize(schema: GraphQLSchema, entities: ReadonlySet<string>): Authorize {
  const guarded: Guarded = { schema, rules: rulesFromAccess(schema), entities };
  const verdicts = new WeakMap<DocumentNode, KnownVerdicts>();

  return (request) => {
    const { document, operation, variables, viewer } = request;
    const known = verdicts.get(document) ?? noVerdicts(document);
    verdicts.set(document, known);
    const decisions = known.deciding.map((name) => decisionOf(variables[name], viewer));
    const key = JSON.stringify([operation.name?.value, viewer.accountNumber, grantsKey(viewer), decisions]);
    const judged = known.byKey.get(key);
    if (judged) return judged;
    const verdict = decide(request, guarded);
    keep(known, key, verdict);
    verdict.catch(() => known.byKey.delete(key));
    return verdict;
  };
}

/** The verdicts of one document. */
interface KnownVerdicts {
  /** The variables that matter to them. */
  readonly deciding: readonly string[];
  readonly byKey: Map<string, Promise<Verdict>>;
  /** How many are kept at most. */
  readonly most: number;
}

const noVerdicts = (document: DocumentNode): KnownVerdicts => ({
  deciding: decidingVariables(document),
  byKey: new Map(),
  most: verdictsPerDocument(document.loc?.end ?? 1),
});

/** The oldest makes room. A cache that takes its room beforehand costs a document that is sent once more than judging it. */
function keep({ byKey, most }: KnownVerdicts, key: string, verdict: Promise<Verdict>): void {
  const [oldest] = byKey.keys();
  if (oldest !== undefined && byKey.size >= most) byKey.delete(oldest);
  byKey.set(key, verdict);
}

/** What a deciding variable comes to: of an account number, whether it is the viewer's own, however long it is. */
const decisionOf = (value: unknown, viewer: Viewer): unknown => (typeof value === 'string' ? isOwnAccount(value, viewer) : value);

/** The variables that decide what is selected, or whose account is asked for. */
const decidingVariables = (document: DocumentNode): string[] =>
  variablesWithin(document, (node) => isCondition(node) || (node.kind === Kind.ARGUMENT && node.name.value === 'accountNumber'));

/** A mutation or subscription needs all its root fields; a query, something that it asks of a service. */
async function decide(request: Authorizable, guarded: Guarded): Promise<Verdict> {
  const { denials, errors, rootDenied, asksAllowed } = await walk(request, guarded);
  if (errors.length === 0) return { kind: 'allowed' };
  const refused = request.operation.operation === 'query' ? !asksAllowed : rootDenied;
  return refused ? { kind: 'refused', errors, denials } : { kind: 'pruned', document: prune(request.document, guarded.schema, denials), errors, denials };
}
