import { type DocumentNode, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Supergraph } from '../supergraph.ts';
import type { PlanNode } from './nodes.ts';
import { normalize } from './normalize.ts';
import { prepare } from './prepare.ts';
import { shareKeys } from './share-keys.ts';

const plansPerSupergraph = 2_000;

const caches = new WeakMap<Supergraph, LRUCache<string, Promise<PlanNode | null>>>();
const texts = new WeakMap<DocumentNode, string>();

/**
 * The plan of an operation of a valid document, null if there is nothing to fetch. Equal requests share one planning, also while it runs.
 * `operationName` may be left out of a document with one operation.
 */
export function planOperation(supergraph: Supergraph, document: DocumentNode, operationName?: string): Promise<PlanNode | null> {
  const plans = caches.get(supergraph) ?? new LRUCache({ max: plansPerSupergraph });
  caches.set(supergraph, plans);
  const key = `${operationName ?? ''}\n${textOf(document)}`;
  const known = plans.get(key);
  if (known) return known;
  const plan = makePlan(supergraph, document, operationName);
  plans.set(key, plan);
  plan.catch(() => plans.delete(key));
  return plan;
}

function textOf(document: DocumentNode): string {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
}

async function makePlan(supergraph: Supergraph, document: DocumentNode, operationName: string | undefined): Promise<PlanNode | null> {
  const documents = normalize(document, operationName, supergraph);
  const plans = await Promise.all(documents.map((each) => planDocument(supergraph, each, operationName)));
  const [first, ...rest] = plans.filter((plan) => plan !== null);
  if (!first) return null;
  return rest.length === 0 ? first : { kind: 'Sequence', nodes: [first, ...rest] };
}

async function planDocument(supergraph: Supergraph, document: DocumentNode, operationName: string | undefined): Promise<PlanNode | null> {
  const { node } = await supergraph.planner.planAsync(print(document), operationName, new Set(), 0);
  return node ? shareKeys(prepare(node), supergraph) : null;
}
