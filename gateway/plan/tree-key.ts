import type { FieldNode } from 'graphql';
import type { Supergraph } from '../supergraph.ts';

const prefix = '__as_';

/**
 * The key under which the merged tree holds a selected field. It is the field's response key, but for an alias that is also the
 * name of some field: planners select keys by their own names, and a client's `id: name` would send the name where the id
 * belongs. What every JavaScript object inherits (`constructor`, `__proto__`) is kept apart likewise.
 */
export function treeKey({ name, alias }: FieldNode, { fieldNames }: Pick<Supergraph, 'fieldNames'>): string {
  const responseKey = (alias ?? name).value;
  const shadows = responseKey !== name.value && (fieldNames.has(responseKey) || responseKey === '__typename');
  return shadows || responseKey in Object.prototype ? prefix + responseKey : responseKey;
}

/** The response key that stands in an answer for a key of the tree. */
export const responseKeyOf = (key: string): string => (key.startsWith(prefix) ? key.slice(prefix.length) : key);
