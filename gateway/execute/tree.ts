/** An object of the merged tree. */
export type TreeObject = Record<string, unknown>;

/** Whether a value is an object of the tree: no list, no scalar. */
export const isTreeObject = (value: unknown): value is TreeObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);

/**
 * Merges an answer into the tree, in depth. Null never replaces a value: a subgraph that lost an object takes nothing from one
 * that has it. Lists are merged item by item.
 */
export function merge(target: TreeObject, source: Readonly<TreeObject>): void {
  for (const key in source) if (Object.hasOwn(source, key) && key !== '__proto__') target[key] = merged(target[key], source[key]);
}

function merged(current: unknown, next: unknown): unknown {
  if (current == null) return next;
  if (next == null) return current;
  if (isTreeObject(current) && isTreeObject(next)) merge(current, next);
  else if (Array.isArray(current) && Array.isArray(next))
    next.forEach((item, index) => (current[index] = merged(current[index], item)));
  else return next;
  return current;
}

/** A copy whose objects and lists are its own, so that what is later merged into one place does not appear in another. */
export function copy<Value>(value: Value): Value;
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => copy(item));
  if (!isTreeObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}
