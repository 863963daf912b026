/** ECMAScript's "JSON.parse source text access" (stage 4), which Node 24 has and TypeScript's library does not know yet. */
interface JSON {
  /** An object that JSON.stringify writes as `text`, unchanged. */
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
}

interface RawJson {
  readonly rawJSON: string;
}
