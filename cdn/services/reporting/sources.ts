import type { LiveStatistics } from '../../analytics/live/figures.ts';
import type { AnalyticsStore } from '../../analytics/store.ts';
import type { Retention } from '../../database/queries/customers.ts';
import type { Database } from '../../database/tables.ts';
import { type RetentionLimit, checkKept } from './kept-range.ts';
import { type Dates, type Range, chunks } from './range.ts';
import type { Interval } from '../../analytics/interval.ts';

/** What the reporting service stands on. */
export interface ReportingSources {
  readonly db: Database;
  readonly analytics: AnalyticsStore;
  readonly live: LiveStatistics;
  /** Milliseconds since 1970: figures of what lies before won't change, save by the import of a log. */
  readonly completeUntil: () => Promise<number>;
  /** The customer's retention as it is now. */
  readonly retentionOf: (accountNumber: string) => Promise<Retention>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The chunks of a customer's report of that kind. Throws 400 when the dates are reversed or begin before what is kept. */
export async function keptChunks({ retentionOf, clock }: Pick<ReportingSources, 'retentionOf' | 'clock'>, accountNumber: string, dates: Dates, chunk: Interval, limit: RetentionLimit = 'CoreRetentionDays'): Promise<Range> {
  const range = chunks(dates, chunk);
  checkKept(range.from, limit, await retentionOf(accountNumber), clock());
  return range;
}
