import type { MediaTypeId, sslOnly } from '@edgegraph/rest/codec.ts';

/** A platform, or 7, 9, 15: the HTTPS traffic alone of HTTP Large, HTTP Small, ADN. */
export type ReportMediaTypeId = MediaTypeId | keyof typeof sslOnly;

/** Which events a report counts. */
export interface ReportFilter {
  readonly accountNumber: string;
  /** Milliseconds since 1970, inclusive. */
  readonly from: number;
  /** Milliseconds since 1970, exclusive. */
  readonly to: number;
  /** All platforms if left out. */
  readonly mediaTypeId?: ReportMediaTypeId | undefined;
  /** Capital letters. Every POP if left out; none if empty. */
  readonly pops?: readonly string[] | undefined;
  /** -1 (Global) is every region. */
  readonly regionId?: number | undefined;
}
