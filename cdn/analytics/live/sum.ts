import { cacheStatuses, sslOnly } from '@edgegraph/rest/codec.ts';
import type { ReportMediaTypeId } from '../report-filter.ts';
import { type LiveFigures, statusClasses } from './figures.ts';
import { cachingOf, classOf, isSsl, platformOf, platformPlace, popOf } from './kind.ts';

/** A POP, and its place in the kinds. */
export interface Pop {
  readonly code: string;
  readonly place: number;
}

/** Whether what is of this kind counts. */
export type Counts = (kind: number) => boolean;

/** `pop`: the place of the only one that counts; every one does if undefined. */
export function counting(mediaTypeId: ReportMediaTypeId | undefined, pop: number | undefined): Counts {
  const ofPop: Counts = (kind) => pop === undefined || popOf(kind) === pop;
  if (mediaTypeId === undefined) return ofPop;
  if (mediaTypeId === 3 || mediaTypeId === 8 || mediaTypeId === 14) {
    const platform = platformPlace(mediaTypeId);
    return (kind) => platformOf(kind) === platform && ofPop(kind);
  }
  const platform = platformPlace(sslOnly[mediaTypeId]);
  return (kind) => platformOf(kind) === platform && isSsl(kind) && ofPop(kind);
}

/** Adds up rows of one second. */
export class FiguresSum {
  #requests = 0;
  #bytes = 0;
  readonly #cachings = cacheStatuses.map(() => 0);
  readonly #classes = statusClasses.map(() => 0);
  /** By the POPs' places, as far as they served anything. */
  readonly #popRequests: number[] = [];
  readonly #popBytes: number[] = [];
  readonly #counts: Counts;

  constructor(counts: Counts) {
    this.#counts = counts;
  }

  readonly add = (kind: number, requests: number, bytes: number): void => {
    if (!this.#counts(kind)) return;
    this.#requests += requests;
    this.#bytes += bytes;
    increase(this.#cachings, cachingOf(kind), requests);
    increase(this.#classes, classOf(kind), requests);
    increase(this.#popRequests, popOf(kind), requests);
    increase(this.#popBytes, popOf(kind), bytes);
  };

  /** `pops` are listed in their order. */
  figures(at: number, pops: readonly Pop[]): LiveFigures {
    const served: Served[] = [];
    for (const { code, place } of pops) {
      const requests = this.#popRequests[place];
      if (requests) served.push({ pop: code, bitsPerSecond: (this.#popBytes[place] ?? 0) * 8, connectionsPerSecond: requests });
    }
    return {
      at,
      bitsPerSecond: this.#bytes * 8,
      connectionsPerSecond: this.#requests,
      cacheStatuses: record(cacheStatuses, this.#cachings),
      statusClasses: record(statusClasses, this.#classes),
      pops: served,
    };
  }
}

type Served = LiveFigures['pops'][number];

const increase = (sums: number[], place: number, by: number): void => void (sums[place] = (sums[place] ?? 0) + by);

function record<Key extends string>(keys: readonly Key[], counts: readonly number[]): Record<Key, number> {
  // Full once the loop is through.
  const filled = {} as Record<Key, number>;
  for (const [index, key] of keys.entries()) filled[key] = counts[index] ?? 0;
  return filled;
}

const noCachings = record(cacheStatuses, []);
const noClasses = record(statusClasses, []);

/** Of a second in which nothing was served. */
export const noFigures = (at: number): LiveFigures => ({ at, bitsPerSecond: 0, connectionsPerSecond: 0, cacheStatuses: noCachings, statusClasses: noClasses, pops: [] });
