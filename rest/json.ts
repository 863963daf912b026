const mayExceedSafeIntegers = /\d{16}/;

/** JSON with integers of any size: bigint is written as a number. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? JSON.rawJSON(String(member)) : member));

/** The same with `/` written as `\/`, as the contract does. */
export const stringify = (value: unknown): string => jsonText(value).replaceAll('/', '\\/');

/** Parses JSON; integers beyond 2^53 become bigint. Throws SyntaxError. */
export const parse = (text: string): unknown =>
  mayExceedSafeIntegers.test(text) ? JSON.parse(text, keepLargeIntegers) : JSON.parse(text);

// TypeScript's library does not know the reviver's third argument yet, hence the optional one here.
function keepLargeIntegers(_key: string, value: unknown, context?: { readonly source: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && context && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}
