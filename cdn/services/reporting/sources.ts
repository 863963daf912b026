import type { LiveStatistics } from '../../analytics/live/figures.ts';
import type { AnalyticsStore } from '../../analytics/store.ts';
import type { Database } from '../../database/tables.ts';
import { type Dates, type Range, type Retention, type RetentionOf, chunks, refuseForgotten } from './range.ts';
import type { Interval } from '../../analytics/interval.ts';

/** What the reporting service stands on. */
export interface ReportingSources {
  readonly db: Database;
  readonly analytics: AnalyticsStore;
  readonly live: LiveStatistics;
  /** Milliseconds since 1970: figures of what lies before won't change, save by the import of a log. */
  readonly completeUntil: () => Promise<number>;
  readonly retentionOf: RetentionOf;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The chunks of a customer's report of that kind. Throws 400 when the dates are reversed or begin before what is kept. */
export async function keptChunks({ retentionOf }: Pick<ReportingSources, 'retentionOf'>, accountNumber: string, dates: Dates, chunk: Interval, kind: keyof Retention = 'core'): Promise<Range> {
  const range = chunks(dates, chunk);
  refuseForgotten(range, (await retentionOf(accountNumber))[kind]);
  return range;
}
