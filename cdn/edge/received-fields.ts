import type { Fields } from './fields.ts';

/** What the edge knows of a response beyond its fields. */
export interface Provenance {
  /** The number of the last purge rule when its request left for the origin. */
  readonly departure: number;
  /** Path and query that brought it. */
  readonly askedUrl: string;
  /** As the origin sent them; the response's own may be replaced by what holds for this cache. */
  readonly original: Readonly<Record<'cache-control' | 'date' | 'expires', string | string[] | undefined>>;
}

/** Undici's cache copies the object of fields; a symbol travels along and is never sent. */
export const provenance = Symbol('provenance');

export type ReceivedFields = Fields & { [provenance]?: Provenance };
