import type { GraphQLSchema } from 'graphql';
import type { EntityLookup, Requirement, TreePath } from '../plan/nodes.ts';
import { rewrite } from './rewrite.ts';
import { type TreeObject, copy, isTreeObject, merge } from './tree.ts';
import { satisfies } from './type-condition.ts';

/** What one lookup asks for. */
export interface Representations {
  /** Each entity once, however often the tree holds it. */
  readonly representations: readonly TreeObject[];
  /** The objects that each representation stands for, in the same order. */
  readonly targets: readonly (readonly TreeObject[])[];
  /** Objects that lack a required field, so that nothing can be asked for them. */
  readonly incomplete: readonly { readonly target: TreeObject; readonly lack: Lack }[];
}

/** Where a required field is absent. */
export interface Lack {
  readonly object: TreeObject;
  readonly key: string;
}

/** Collects the entities of a lookup from the merged tree. */
export function representationsOf(lookup: EntityLookup, tree: TreeObject, schema: GraphQLSchema): Representations {
  const entities = new Map<string, { readonly representation: TreeObject; readonly targets: TreeObject[] }>();
  const incomplete: { target: TreeObject; lack: Lack }[] = [];
  for (const target of new Set(lookup.paths.flatMap((path) => objectsAt(tree, path, schema)))) {
    const representation: TreeObject = {};
    const lack = project(target, lookup.requires, representation, schema);
    if (lack) incomplete.push({ target, lack });
    if (lack || Object.keys(representation).every((name) => name === '__typename')) continue;
    rewrite(representation, lookup.inputRewrites, schema);
    const key = JSON.stringify(representation);
    const known = entities.get(key);
    if (known) known.targets.push(target);
    else entities.set(key, { representation, targets: [target] });
  }
  const found = [...entities.values()];
  return {
    representations: found.map(({ representation }) => representation),
    targets: found.map(({ targets }) => targets),
    incomplete,
  };
}

function objectsAt(value: unknown, path: TreePath, schema: GraphQLSchema): TreeObject[] {
  if (Array.isArray(value)) {
    const beneath = path[0] === '@' ? path.slice(1) : path;
    return value.flatMap((item) => objectsAt(item, beneath, schema));
  }
  if (!isTreeObject(value)) return [];
  const [segment, ...rest] = path;
  if (segment === undefined) return [value];
  if (segment === '@') return [];
  if ('Field' in segment) return objectsAt(value[segment.Field], rest, schema);
  return segment.TypeCondition.some((type) => satisfies(schema, value, type)) ? objectsAt(value, rest, schema) : [];
}

/**
 * Copies the required fields of an object; gives the first that is absent. Null is a value: it is what the owner of the field
 * said.
 */
function project(
  source: TreeObject,
  requires: readonly Requirement[],
  into: TreeObject,
  schema: GraphQLSchema,
): Lack | undefined {
  for (const required of requires) {
    if (required.kind === 'Fragment') {
      const lack = satisfies(schema, source, required.typeCondition)
        ? project(source, required.requires, into, schema)
        : undefined;
      if (lack) return lack;
      continue;
    }
    const value = source[required.key];
    if (value === undefined) return { object: source, key: required.key };
    const projected = projectValue(value, required.requires, schema);
    if (projected.lack) return projected.lack;
    merge(into, { [required.name]: projected.value });
  }
  return undefined;
}

function projectValue(
  value: unknown,
  requires: readonly Requirement[],
  schema: GraphQLSchema,
): { readonly value: unknown; readonly lack?: Lack | undefined } {
  if (Array.isArray(value)) {
    const items = value.map((item) => projectValue(item, requires, schema));
    return { value: items.map((item) => item.value), lack: items.find(({ lack }) => lack)?.lack };
  }
  if (!isTreeObject(value)) return { value };
  if (requires.length === 0) return { value: copy(value) };
  const projected: TreeObject = {};
  const lack = project(value, requires, projected, schema);
  return { value: projected, lack };
}
