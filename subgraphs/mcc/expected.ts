/** The part of a route's input that says on which version of the configuration a change is made. */
export const expected = ({ expectedVersion }: { readonly expectedVersion?: number | null | undefined }) => (expectedVersion == null ? {} : { expectedversion: expectedVersion });
