import type { CodedBodies } from './coding.ts';
import type { CacheValue, ResponseDirectives } from './undici.ts';
import type { Fields } from './fields.ts';
import type { ReceivedFields } from './received-fields.ts';

/** A complete response to GET, held in memory. Times in milliseconds since 1970. */
export interface StoredResponse {
  readonly site: string;
  /** Path and what counts of the query. */
  readonly url: string;
  /** Path and query of the request that brought it. */
  readonly askedUrl: string;
  /** The values of the request's fields that Vary names; null: absent. */
  readonly vary: CacheValue['vary'];
  readonly status: number;
  readonly statusMessage: string;
  readonly fields: ReceivedFields;
  /** As a client gets them, apart from Age and what the edge adds. */
  readonly clientFields: Readonly<Fields>;
  readonly etag: string | undefined;
  readonly directives: ResponseDirectives;
  readonly body: Buffer;
  /** Null: no client has asked for one yet. */
  coded: CodedBodies | null;
  /** When its age was 0. */
  readonly cachedAt: number;
  /** A soft purge moves it to the past. */
  staleAt: number;
  readonly deleteAt: number;
  readonly tags: readonly string[];
  /** The number of the last purge rule when its request left for the origin. */
  readonly departure: number;
  /** The number of the last purge rule that was checked against it. */
  checked: number;
  /** Met a hard purge; it may not be used any more. */
  purged: boolean;
}
