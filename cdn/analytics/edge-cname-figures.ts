import type { ReportFilter } from './report-filter.ts';

/** What was asked of edge CNAMEs. */
export interface EdgeCnameReports {
  /** Of those that were asked for anything; the ids narrow, `by` tells kinds of answers apart. */
  edgeCnameFigures(filter: ReportFilter, options?: EdgeCnameOptions): Promise<readonly EdgeCnameFigures[]>;
}

export interface EdgeCnameOptions {
  readonly ids?: readonly number[];
  readonly by?: 'status' | 'cacheStatus';
}

export interface EdgeCnameFigures {
  readonly cnameId: number;
  /** The status or cache status; empty unless asked for. */
  readonly kind: string;
  readonly requests: bigint;
  readonly bytes: bigint;
}
