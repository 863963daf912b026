/** An operation as data, from which both its text and what is expected of its answer come. */
import { type Arguments, variables } from './arguments.ts';

/** `@skip` or `@include`, and whether what bears it is selected. */
export interface Condition {
  readonly text: string;
  readonly holds: boolean;
}

export interface FieldSelection {
  readonly kind: 'field';
  /** The type that has the field. */
  readonly type: string;
  readonly name: string;
  /** Whether it carries `@access`. */
  readonly isGuarded: boolean;
  readonly alias: string | null;
  readonly arguments: Arguments;
  readonly conditions: readonly Condition[];
  readonly selections: readonly Selection[];
}

export interface FragmentSelection {
  readonly kind: 'fragment';
  readonly form: 'named' | 'inline' | 'inline without a type';
  readonly type: string;
  readonly conditions: readonly Condition[];
  readonly selections: readonly Selection[];
}

/** `__typename`, or a question about the schema: what every valid token may ask. */
export interface MetaSelection {
  readonly kind: 'meta';
  readonly text: string;
}

export type Selection = FieldSelection | FragmentSelection | MetaSelection;

export interface Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly selections: readonly Selection[];
}

/** The operation as GraphQL text, with the variables that it is sent with. */
export function printOperation({ kind, selections }: Operation): { query: string; variables: Record<string, unknown> } {
  const fragments: string[] = [];
  let named = 0;

  const printSet = (set: readonly Selection[]): string => `{ ${set.map(printOne).join(' ')} }`;

  const printOne = (selection: Selection): string => {
    if (selection.kind === 'meta') return selection.text;
    const conditions = selection.conditions.map(({ text }) => ` ${text}`).join('');
    const set = selection.selections.length === 0 ? '' : ` ${printSet(selection.selections)}`;
    if (selection.kind === 'field') {
      const { alias, name } = selection;
      return `${alias === null ? '' : `${alias}: `}${name}${selection.arguments.text}${conditions}${set}`;
    }
    if (selection.form === 'inline') return `... on ${selection.type}${conditions}${set}`;
    if (selection.form === 'inline without a type') return `...${conditions}${set}`;
    const name = `F${(named += 1)}`;
    fragments.push(`fragment ${name} on ${selection.type}${set}`);
    return `...${name}${conditions}`;
  };

  const body = [printSet(selections), ...fragments].join('\n');
  const used = Object.entries(variables).filter(([name]) => new RegExp(`\\$${name}\\b`).test(body));
  const declarations = used.map(([name, { declaration }]) => `$${name}: ${declaration}`);
  return {
    query: `${kind} ${declarations.length === 0 ? '' : `(${declarations.join(', ')}) `}${body}`,
    variables: Object.fromEntries(used.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]))),
  };
}

/** The fields that are selected, by the name that they answer under; those of one name are one field, selected several times. */
export function selectedFields(selections: readonly Selection[]): Map<string, FieldSelection> {
  const fields = new Map<string, FieldSelection>();
  const collect = (set: readonly Selection[]): void => {
    for (const selection of set) {
      if (selection.kind === 'meta' || !selection.conditions.every(({ holds }) => holds)) continue;
      if (selection.kind === 'fragment') {
        collect(selection.selections);
        continue;
      }
      const key = selection.alias ?? selection.name;
      const known = fields.get(key);
      fields.set(key, known ? { ...known, selections: [...known.selections, ...selection.selections] } : selection);
    }
  };
  collect(selections);
  return fields;
}
