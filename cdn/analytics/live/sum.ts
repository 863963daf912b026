import { cacheStatuses, mediaTypeIds, sslOnly } from '@edgegraph/rest/codec.ts';
import type { ReportMediaTypeId } from '../store.ts';
import { type LiveFigures, statusClasses } from './figures.ts';
import { placesOf } from './kind.ts';

/** Adds up rows of one second. */
export class FiguresSum {
  #requests = 0;
  #bytes = 0;
  readonly #cachings = cacheStatuses.map(() => 0);
  readonly #classes = statusClasses.map(() => 0);
  readonly #pops = new Map<number, { requests: number; bytes: number }>();
  readonly #counts: (places: ReturnType<typeof placesOf>) => boolean;

  /** `pop`: the place of the only one that counts; every one counts if undefined. */
  constructor({ mediaTypeId, pop }: { readonly mediaTypeId?: ReportMediaTypeId | undefined; readonly pop: number | undefined }) {
    const platform = mediaTypeIds.findIndex((each) => each === (isSslOnly(mediaTypeId) ? sslOnly[mediaTypeId] : mediaTypeId));
    this.#counts = (places) =>
      (mediaTypeId === undefined || (places.platform === platform && (places.ssl || !isSslOnly(mediaTypeId)))) && (pop === undefined || places.pop === pop);
  }

  readonly add = (kind: number, requests: number, bytes: number): void => {
    const places = placesOf(kind);
    if (!this.#counts(places)) return;
    this.#requests += requests;
    this.#bytes += bytes;
    this.#cachings[places.caching] = (this.#cachings[places.caching] ?? 0) + requests;
    this.#classes[places.statusClass] = (this.#classes[places.statusClass] ?? 0) + requests;
    const ofPop = this.#pops.get(places.pop);
    if (ofPop) {
      ofPop.requests += requests;
      ofPop.bytes += bytes;
    } else this.#pops.set(places.pop, { requests, bytes });
  };

  /** `codes` are the POPs' by their places; an empty one, of requests at no known POP, is not listed. */
  figures(at: number, codes: readonly string[]): LiveFigures {
    return {
      at,
      bitsPerSecond: this.#bytes * 8,
      connectionsPerSecond: this.#requests,
      cacheStatuses: record(cacheStatuses, this.#cachings),
      statusClasses: record(statusClasses, this.#classes),
      pops: [...this.#pops]
        .map(([place, { requests, bytes }]) => ({ pop: codes[place] ?? '', bitsPerSecond: bytes * 8, connectionsPerSecond: requests }))
        .filter(({ pop }) => pop !== '')
        .toSorted((one, other) => (one.pop < other.pop ? -1 : 1)),
    };
  }
}

const isSslOnly = (mediaTypeId: ReportMediaTypeId | undefined): mediaTypeId is keyof typeof sslOnly => mediaTypeId !== undefined && mediaTypeId in sslOnly;

const record = <Key extends string>(keys: readonly Key[], counts: readonly number[]): Record<Key, number> =>
  // fromEntries forgets the keys' type.
  Object.fromEntries(keys.map((key, index) => [key, counts[index] ?? 0])) as Record<Key, number>;
