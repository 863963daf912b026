import type { RequestEvent } from '../event.ts';

/** Requests alike of one second. */
export type CountedRequests = Pick<RequestEvent, 'time' | 'accountNumber' | 'mediaTypeId' | 'ssl' | 'cnameId' | 'pop' | 'cacheStatus' | 'status' | 'bytes'> & {
  /** How many; `bytes` are of all together. */
  readonly requests: number;
};

/** What a store tells of the last ten minutes. */
export interface LiveReading {
  /** The seconds that are told, in seconds since 1970; each is told whole, whatever was told of it before. */
  readonly seconds: readonly number[];
  readonly counted: readonly CountedRequests[];
  /** Given with the next reading, it leaves out what can't have changed since this one. */
  readonly mark: number;
}

/** A store that knows what was served second by second. */
export interface LiveSource {
  /** Everything of the last ten minutes for the mark 0. */
  liveSeconds(mark: number): Promise<LiveReading>;
}
