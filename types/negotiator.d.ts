declare module 'negotiator' {
  /** What a request accepts. The published types lack `preferred`. */
  export default class Negotiator {
    constructor(request: { readonly headers: Readonly<Record<string, string | string[] | undefined>> });

    /** The most acceptable of the codings, of equals the first in `preferred`; undefined: none (RFC 9110, section 12.5.3). */
    encoding<Coding extends string>(available: readonly Coding[], options: { readonly preferred: readonly Coding[] }): Coding | undefined;
  }
}
