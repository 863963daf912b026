/** An object as the contract spells it: every member's name begins with a capital letter, at every depth. */
export type Capitalized<Value> = Value extends readonly (infer Item)[]
  ? Capitalized<Item>[]
  : Value extends object
    ? { [Name in keyof Value & string as Capitalize<Name>]: Capitalized<Value[Name]> }
    : Value;

/** The reverse. */
export type Uncapitalized<Value> = Value extends readonly (infer Item)[]
  ? Uncapitalized<Item>[]
  : Value extends object
    ? { [Name in keyof Value & string as Uncapitalize<Name>]: Uncapitalized<Value[Name]> }
    : Value;

/** Data as the contract spells it. */
export const capitalized = <Value>(value: Value): Capitalized<Value> =>
  // The type says what is done to each name.
  renamed(value, (name) => name.charAt(0).toUpperCase() + name.slice(1)) as Capitalized<Value>;

/** Data of the contract under names that begin with a small letter. */
export const uncapitalized = <Value>(value: Value): Uncapitalized<Value> =>
  // The type says what is done to each name.
  renamed(value, (name) => name.charAt(0).toLowerCase() + name.slice(1)) as Uncapitalized<Value>;

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), renamed(member, rename)]));
}
