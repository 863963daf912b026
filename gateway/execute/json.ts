const manyDigits = /\d{16}/;
const integer = /^-?\d+$/;

/** Parses JSON; an integer beyond 2^53 becomes a `RawJson`, so that it is written again as it was read. Throws a SyntaxError. */
export function parseJson(text: string): unknown {
  return manyDigits.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

// JSON.parse's third argument to a reviver is not in TypeScript's types yet.
const keepDigits = ((_key: string, value: unknown, { source }: { readonly source?: string }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && integer.test(source)
    ? JSON.rawJSON(source)
    : value) as (key: string, value: unknown) => unknown;
