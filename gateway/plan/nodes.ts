import type { FieldNode, DocumentNode } from 'graphql';

/** A plan, ready to run any number of times: everything that does not depend on a request is worked out. */
export type PlanNode = SequenceNode | ParallelNode | RootFetchNode | EntityFetchNode;

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

/** A subscription's plan: where its events come from, and what is fetched, in order, for each of them. */
export interface SubscriptionPlan {
  readonly source: RootFetchNode;
  readonly perEvent: readonly PlanNode[];
}

/** One request to a subgraph. */
export interface SubgraphOperation {
  readonly service: string;
  /** The same operation as text and as a document. */
  readonly query: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** The client's variables that it uses. */
  readonly variableNames: readonly string[];
  /** Its root fields. */
  readonly selections: readonly Selection[];
}

/** Fetches root fields. */
export interface RootFetchNode extends SubgraphOperation {
  readonly kind: 'RootFetch';
  readonly outputRewrites: readonly Rewrite[];
}

/** Fetches more fields of entities that earlier fetches found. */
export interface EntityFetchNode extends SubgraphOperation {
  readonly kind: 'EntityFetch';
  readonly lookups: readonly EntityLookup[];
}

/** One `_entities` field of an operation. */
export interface EntityLookup {
  readonly responseKey: string;
  /** The variable that takes the representations. */
  readonly variable: string;
  /** Where in the merged tree the entities are. */
  readonly paths: readonly TreePath[];
  readonly requires: readonly Requirement[];
  readonly inputRewrites: readonly Rewrite[];
  /** Their paths start at an entity. */
  readonly outputRewrites: readonly Rewrite[];
  /** What is asked of each entity. */
  readonly selections: readonly Selection[];
}

/** Fields by their keys in the merged tree, `@` for every item of a list, type conditions. */
export type TreePath = readonly ({ readonly Field: string } | { readonly TypeCondition: readonly string[] } | '@')[];

/** A field that a representation needs, with its key in the tree and its name in the representation. */
export type Requirement =
  | { readonly kind: 'Field'; readonly key: string; readonly name: string; readonly requires: readonly Requirement[] }
  | { readonly kind: 'Fragment'; readonly typeCondition: string; readonly requires: readonly Requirement[] };

/** Sets a value or renames a key at a path. */
export interface Rewrite {
  readonly path: readonly RewriteSegment[];
  readonly change: { readonly setTo: string } | { readonly renameTo: string };
}

export type RewriteSegment = { readonly Key: string } | { readonly TypenameEquals: readonly string[] };

/** A field that a fetch asks of an object, its fragments spelled out. */
export interface Selection {
  readonly key: string;
  readonly field: FieldNode;
  /** The type conditions of the fragments around it. */
  readonly typeConditions: readonly string[];
  readonly selections: readonly Selection[];
}
