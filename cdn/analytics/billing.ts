import type { ReportMediaTypeId } from './report-filter.ts';
import { intervals } from './interval.ts';

/** A month in UTC, by its first moment, in milliseconds since 1970. */
export interface BillingMonth {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** The 3rd of the next month, 00:00 UTC: what comes later is not billed. */
  readonly closesAt: number;
}

/** The month that the moment lies in. */
export function monthOf(time: number): BillingMonth {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { from: Date.UTC(year, month), to: Date.UTC(year, month + 1), closesAt: Date.UTC(year, month + 1, 3) };
}

/** What was sent to clients in a month. */
export interface Usage {
  readonly bytes: bigint;
  /** Of the 5 minutes at the 95th percentile of all 5 minutes of the month. */
  readonly peakBytes: bigint;
}

/** A month's usage on one platform, or of its HTTPS traffic alone, in one billing region, -1 being all of them. */
export interface PlacedUsage extends Usage {
  readonly mediaTypeId: ReportMediaTypeId;
  readonly regionId: number;
}

export interface UsageReports {
  /** A customer's usage wherever there was any. */
  usage(accountNumber: string, month: BillingMonth): Promise<readonly PlacedUsage[]>;
}

export const noUsage: Usage = { bytes: 0n, peakBytes: 0n };

/** How many intervals of 5 minutes the month has. */
export const intervalsIn = ({ from, to }: BillingMonth): number => (to - from) / intervals.fiveMinutes;

/**
 * How many of `count` values, the largest first, stand before the one at the 95th percentile. By the nearest-rank rule: in ascending order that is the value of the
 * rank 0.95 x count, rounded up, so one of those measured and never one in between. Of the 8,640 intervals of 30 days the 432 largest go, which is 5 %.
 * @see Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), definition 1
 */
export const aboveNinetyFifth = (count: number): number => count - Math.ceil((count * 95) / 100);

/** 10^6 bits a second, over 5 minutes. */
export const toMbps = ({ peakBytes }: Usage): number => (Number(peakBytes) * 8) / (intervals.fiveMinutes / 1000) / 1e6;

/** 10^9 bytes. */
export const toGb = ({ bytes }: Usage): number => Number(bytes) / 1e9;
