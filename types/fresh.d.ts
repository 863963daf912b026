declare module 'fresh' {
  type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

  /** Whether the client's copy, as its conditionals describe it, is still the current one (RFC 9110, section 13.2.2). */
  export default function fresh(request: Fields, response: Fields): boolean;
}
