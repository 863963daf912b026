import { badRequest } from '@edgegraph/rest/error.ts';
import type { Retention } from '../../database/queries/customers.ts';

const day = 86_400_000;

/** How long what reports read is kept, by the names under which errors and `reportlimits` tell it. */
export const retentionLimits = {
  CoreRetentionDays: { days: ({ coreDays }: Retention) => coreDays, description: 'How far reports reach back.' },
  ContentRetentionDays: {
    days: ({ contentDays }: Retention) => contentDays,
    description: 'How far raw logs, and reports by path, directory, referrer and user agent, reach back.',
  },
} as const;

/** Throws 400 when a range begins before what is kept. */
export function checkKept(from: number, name: keyof typeof retentionLimits, retention: Retention, now: number): void {
  const days = retentionLimits[name].days(retention);
  if (days === null) return;
  // Whole days are deleted, once they have ended so long ago.
  const since = Math.floor(now / day - days) * day;
  if (from >= since) return;
  const first = new Date(since).toISOString().slice(0, 10);
  throw badRequest([{ path: 'begindate', message: `is before ${first}: what this asks for is kept for ${days} days (limit ${name}); begin later.` }]);
}
