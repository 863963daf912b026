import type { MediaTypeId } from '@edgegraph/rest/codec.ts';

/** Whose content, on which platform; of the days in UTC that the range touches. */
export interface ContentFilter {
  readonly accountNumber: string;
  readonly mediaTypeId: MediaTypeId;
  /** Milliseconds since 1970, inclusive. */
  readonly from: number;
  /** Milliseconds since 1970, exclusive. */
  readonly to: number;
}

/** What clients asked for, each at most the 250 most requested, most requested first, those equal by their paths. */
export interface ContentReports {
  /** By path; the same path of two edge CNAMEs is one. */
  topFiles(filter: ContentFilter): Promise<readonly ContentFigures[]>;
  /** By directory: a path up to and with its last slash. */
  topDirectories(filter: ContentFilter): Promise<readonly ContentFigures[]>;
  /**
   * Downloads of files of more than 50,000 bytes. An attempt is a GET answered with 200 or 206. A file is as large as the most bytes that an answer with 200
   * sent of it among those of the filter (logs tell no other size); an attempt that sent as many is complete. A file without an answer with 200 is left out.
   */
  topDownloads(filter: ContentFilter): Promise<readonly DownloadFigures[]>;
}

export interface ContentFigures {
  readonly path: string;
  /** Whatever their status. */
  readonly requests: bigint;
  /** Of all requests of the report, 0 to 100; not of those listed alone. */
  readonly requestsPercent: number;
  readonly bytes: bigint;
  /** As `requestsPercent`; 0 where nothing was sent. */
  readonly bytesPercent: number;
  /** The mean from a request to the last byte of its answer; null where no request's is known. */
  readonly durationMs: number | null;
}

export interface DownloadFigures {
  readonly path: string;
  readonly attempts: bigint;
  readonly complete: bigint;
}

/** Files up to this size, in bytes, are no downloads. */
export const smallestDownload = 50_000;

/** How many of the most requested are listed. */
export const topSize = 250;
