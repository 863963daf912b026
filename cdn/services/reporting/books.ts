import { type BillingMonth, type PlacedUsage, monthOf } from '../../analytics/billing.ts';
import type { ReportMediaTypeId } from '../../analytics/report-filter.ts';
import { closeMonth, findClosedMonth, listClosedMonths } from '../../database/queries/closed-months.ts';
import { listCustomers } from '../../database/queries/customers.ts';
import type { BilledUsage } from '../../database/tables.ts';
import { checkKept, keptSince } from './kept-range.ts';
import type { ReportingSources } from './sources.ts';

type BookSources = Pick<ReportingSources, 'db' | 'analytics' | 'retentionOf' | 'clock'>;

/** What is billed of a month. */
export interface Bill {
  /** Wherever there was anything. */
  readonly usage: readonly PlacedUsage[];
  /** Whether the books are closed, so that it is the same for ever. */
  readonly isFinal: boolean;
}

/** The months that have been closed by then and begin no earlier than the one that `since` lies in, the earliest first. */
function* monthsDue(since: number, now: number): Generator<BillingMonth> {
  for (let month = monthOf(since); month.closesAt <= now; month = monthOf(month.to)) yield month;
}

/**
 * The books: what was billed, from the database; while they are open, what would be billed if nothing more came. A month is closed at its time by whoever keeps
 * the books. One that had no customer yet, of which events were brought later, is closed when it is first asked for and there are any.
 * Throws 400 for one that was never closed and is no more kept.
 */
export async function billOf(sources: BookSources, accountNumber: string, month: BillingMonth): Promise<Bill> {
  const { db, analytics, retentionOf, clock } = sources;
  const closed = await findClosedMonth(db, accountNumber, nameOf(month));
  if (closed) return { usage: closed.map(fromBilled), isFinal: true };
  checkKept(month.from, 'CoreRetentionDays', await retentionOf(accountNumber), clock());
  const usage = await analytics.usage(accountNumber, month);
  if (clock() < month.closesAt || usage.length === 0) return { usage, isFinal: false };
  await closeMonth(db, accountNumber, nameOf(month), usage.map(toBilled));
  return billOf(sources, accountNumber, month);
}

/** Closes the books of every customer's months that are due and still kept, from the month that the customer was created in. */
export async function closeBooks({ db, analytics, retentionOf, clock }: BookSources): Promise<void> {
  for (const { accountNumber, createdAt } of await listCustomers(db)) {
    const closed = await listClosedMonths(db, accountNumber);
    const since = keptSince('CoreRetentionDays', await retentionOf(accountNumber), clock());
    for (const month of monthsDue(Date.parse(createdAt), clock())) {
      if (closed.has(nameOf(month)) || (since !== null && month.from < since)) continue;
      await closeMonth(db, accountNumber, nameOf(month), (await analytics.usage(accountNumber, month)).map(toBilled));
    }
  }
}

const hour = 3_600_000;

export interface BookKeeping {
  /** Resolves once no closing is under way. */
  stop(): Promise<void>;
}

/** Closes books now, when the next are due, and each hour, for those that failed. Failures are reported. */
export function keepBooks(sources: BookSources, report: (cause: unknown) => void): BookKeeping {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let closing = Promise.resolve();
  const close = () => {
    closing = closeBooks(sources).catch(report).then(schedule);
  };
  const schedule = () => {
    const now = sources.clock();
    const due = monthOf(now - 2 * 24 * hour).closesAt;
    if (!isStopped) timer = setTimeout(close, Math.min(due - now, hour)).unref();
  };
  close();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return closing;
    },
  };
}

const nameOf = ({ from }: BillingMonth): string => new Date(from).toISOString().slice(0, 7);

const toBilled = ({ bytes, peakBytes, ...place }: PlacedUsage): BilledUsage => ({ ...place, bytes: String(bytes), peakBytes: String(peakBytes) });

const fromBilled = ({ mediaTypeId, regionId, bytes, peakBytes }: BilledUsage): PlacedUsage => ({
  // Only toBilled writes them.
  mediaTypeId: mediaTypeId as ReportMediaTypeId,
  regionId,
  bytes: BigInt(bytes),
  peakBytes: BigInt(peakBytes),
});
