import { intervals } from '../../analytics/interval.ts';
import type { Kept, RetentionOf } from './range.ts';

/** How many days a customer's reports are kept; null: for ever. */
export interface RetentionDays {
  readonly coreDays: number | null;
  readonly contentDays: number | null;
}

/** The retention that `read` tells, as the first moments that are kept now. Days are deleted as a whole: the one that a moment lies in is still there. */
export const keptBy =
  (read: (accountNumber: string) => Promise<RetentionDays | null>, clock: () => number): RetentionOf =>
  async (accountNumber) => {
    const days = await read(accountNumber);
    return { core: kept(days?.coreDays ?? null, clock()), content: kept(days?.contentDays ?? null, clock()) };
  };

function kept(days: number | null, now: number): Kept {
  if (days === null) return null;
  const { day } = intervals;
  return { since: (Math.floor(now / day) - days) * day, period: days === 1 ? '1 day' : `${days} days` };
}
