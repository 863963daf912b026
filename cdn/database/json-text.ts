/** JSON that a text column holds; `Value` is what it parses to. */
export type JsonText<Value> = string & { readonly parsesTo?: Value };

// The phantom member exists for the compiler alone.
export const toJson = <Value>(value: Value): JsonText<Value> => JSON.stringify(value) as JsonText<Value>;

// A column typed JsonText<Value> is written through toJson<Value> alone.
export const fromJson = <Value>(text: JsonText<Value>): Value => JSON.parse(text) as Value;
