import { GraphQLError } from 'graphql';
import type { EntityFetchNode, EntityLookup } from '../plan/nodes.ts';
import type { Answer, ReportedError } from './answer.ts';
import { Failure, locate, plant, plantAbsent, plantUnknown } from './failure.ts';
import { type Representations, representationsOf } from './representations.ts';
import { rewrite, rewritePath } from './rewrite.ts';
import { type Harvest, type Run, ask } from './run.ts';
import { copy, isTreeObject, merge } from './tree.ts';

/** Fetches more of the entities that the tree holds, each once. Never rejects. */
export async function fetchEntities<Context>(node: EntityFetchNode, run: Run<Context>): Promise<void> {
  const { tree, plantings, schema } = run;
  const lookups = node.lookups.map((lookup) => ({ lookup, ...representationsOf(lookup, tree, schema) }));
  for (const { lookup, incomplete } of lookups) plantings.push(() => plantIncomplete(lookup, incomplete, run));
  if (lookups.every(({ representations }) => representations.length === 0)) return;

  const representations = Object.fromEntries(lookups.map((each) => [each.lookup.variable, each.representations]));
  const answer = await ask(node, run, representations, (given) => checkEntities(given, lookups));
  for (const found of lookups) {
    if (answer instanceof GraphQLError) plantings.push(() => plantEverywhere(found, answer, run));
    else takeEntities(found, answer, run);
  }
}

interface Found extends Representations {
  readonly lookup: EntityLookup;
}

/** Throws unless each lookup was answered with as many entities as it named, or an error says why not. */
function checkEntities(answer: Answer, lookups: readonly Found[]): void {
  for (const { lookup, representations } of lookups) {
    const entities = answer.data?.[lookup.responseKey] ?? null;
    if (entities === null && answer.errors.length > 0) continue;
    if (!Array.isArray(entities) || entities.length !== representations.length) {
      throw new TypeError(`${lookup.responseKey} is no list of ${representations.length} entities.`);
    }
    if (!entities.every((entity) => entity === null || isTreeObject(entity)))
      throw new TypeError(`${lookup.responseKey} has other things than entities.`);
  }
}

function takeEntities(found: Found, { data, errors }: Answer, harvest: Harvest): void {
  const { lookup, targets } = found;
  const list = data?.[lookup.responseKey];
  const entities: unknown[] = Array.isArray(list) ? list : [];
  for (const entity of entities) rewrite(entity, lookup.outputRewrites, harvest.schema);
  for (const { error, path } of errors) takeError(found, error, path, entities, harvest);
  for (const [index, entity] of entities.entries()) {
    const [first, ...others] = targets[index] ?? [];
    if (!isTreeObject(entity)) {
      if (!isExplained(index, lookup, errors)) harvest.plantings.push(() => targets[index]?.forEach((target) => plantUnknown(target, lookup.selections, harvest.schema)));
      continue;
    }
    for (const target of others) merge(target, copy(entity));
    if (first) merge(first, entity);
  }
}

/** Whether an error says why there is no entity; one that does not say where it arose may say it of any. */
const isExplained = (index: number, { responseKey }: EntityLookup, errors: Answer['errors']): boolean =>
  errors.some(({ path }) => path?.[1] === undefined || (path[0] === responseKey && path[1] === index));

function takeError(
  found: Found,
  error: GraphQLError,
  path: ReportedError['path'],
  entities: readonly unknown[],
  harvest: Harvest,
): void {
  const { lookup, targets } = found;
  const { schema, plantings } = harvest;
  const [responseKey, index, ...rest] = path ?? [];
  if (entities.length === 0) plantings.push(() => plantEverywhere(found, error, harvest));
  if (responseKey !== lookup.responseKey || typeof index !== 'number') return;
  const failure = locate(error, rewritePath(rest, lookup.outputRewrites), entities[index]);
  for (const target of targets[index] ?? []) plantings.push(() => plant(target, failure, lookup.selections, schema));
}

function plantEverywhere({ lookup, targets }: Found, error: GraphQLError, { schema }: Harvest): void {
  for (const target of targets.flat()) plantAbsent(target, error, lookup.selections, schema);
}

/** What could not be asked for because a required field failed, failed with it. */
function plantIncomplete(lookup: EntityLookup, incomplete: Representations['incomplete'], { schema }: Harvest): void {
  for (const { target, lack } of incomplete) {
    const value = lack.object[lack.key];
    if (value instanceof Failure) plantAbsent(target, value.error, lookup.selections, schema);
  }
}
