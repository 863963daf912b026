import { type DocumentNode, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isCondition, variablesWithin } from '../document.ts';
import type { Supergraph } from '../supergraph.ts';
import type { PlanNode } from './nodes.ts';
import { type Variables, normalize } from './normalize.ts';
import { prepare } from './prepare.ts';
import { shareKeys } from './share-keys.ts';

const plansPerSupergraph = 2_000;
/** Of the texts whose plans are kept: a plan takes memory as its text is long. */
const charactersPerSupergraph = 4_000_000;

const caches = new WeakMap<Supergraph, LRUCache<string, Promise<PlanNode | null>>>();
const documents = new WeakMap<DocumentNode, { readonly text: string; readonly conditions: readonly string[] }>();

/**
 * The plan of an operation of a valid document for variables that skip and include the same, null if there is nothing to fetch.
 * Equal requests share one planning, also while it runs. `operationName` may be left out of a document with one operation; the
 * variables are coerced.
 */
export function planOperation(
  supergraph: Supergraph,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
): Promise<PlanNode | null> {
  const plans = caches.get(supergraph) ?? createCache();
  caches.set(supergraph, plans);
  const { text, conditions } = describe(document);
  const key = JSON.stringify([operationName, conditions.map((name) => variables[name]), text]);
  const known = plans.get(key);
  if (known) return known;
  const plan = makePlan(supergraph, document, operationName, variables);
  plans.set(key, plan);
  plan.catch(() => plans.delete(key));
  return plan;
}

const createCache = () =>
  new LRUCache<string, Promise<PlanNode | null>>({
    max: plansPerSupergraph,
    maxSize: charactersPerSupergraph,
    sizeCalculation: (_plan, key) => key.length,
  });

/** A document's text, and the variables that decide what it selects. */
function describe(document: DocumentNode) {
  const known = documents.get(document);
  if (known) return known;
  const described = { text: print(document), conditions: variablesWithin(document, isCondition) };
  documents.set(document, described);
  return described;
}

async function makePlan(
  supergraph: Supergraph,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
): Promise<PlanNode | null> {
  const plannable = normalize(document, operationName, variables, supergraph);
  const plans = await Promise.all(plannable.map((each) => planDocument(supergraph, each, operationName)));
  const [first, ...rest] = plans.filter((plan) => plan !== null);
  if (!first) return null;
  return rest.length === 0 ? first : { kind: 'Sequence', nodes: [first, ...rest] };
}

async function planDocument(
  supergraph: Supergraph,
  document: DocumentNode,
  operationName: string | undefined,
): Promise<PlanNode | null> {
  const { node } = await supergraph.planner.planAsync(print(document), operationName, new Set(), 0);
  return node ? shareKeys(prepare(node), supergraph) : null;
}
