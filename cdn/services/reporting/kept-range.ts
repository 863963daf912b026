import { badRequest } from '@edgegraph/rest/error.ts';
import { intervals } from '../../analytics/interval.ts';
import type { Retention } from '../../database/queries/customers.ts';

const { day } = intervals;

/** How long what reports read is kept, by the names under which errors and `reportlimits` tell it. */
export const retentionLimits = {
  CoreRetentionDays: { days: ({ coreDays }: Retention) => coreDays, description: 'How far reports reach back.' },
  ContentRetentionDays: {
    days: ({ contentDays }: Retention) => contentDays,
    description: 'How far raw logs, and reports by path, directory, referrer and user agent, reach back.',
  },
} as const;

export type RetentionLimit = keyof typeof retentionLimits;

/** The first moment that is still kept, in milliseconds since 1970; null: everything is. Whole days are deleted, once they have ended so long ago. */
export function keptSince(name: RetentionLimit, retention: Retention, now: number): number | null {
  const days = retentionLimits[name].days(retention);
  return days === null ? null : Math.floor(now / day - days) * day;
}

/** Throws 400 when a range begins before what is kept. */
export function checkKept(from: number, name: RetentionLimit, retention: Retention, now: number): void {
  const since = keptSince(name, retention, now);
  if (since === null || from >= since) return;
  const days = retentionLimits[name].days(retention);
  const first = new Date(since).toISOString().slice(0, 10);
  throw badRequest([{ path: 'begindate', message: `is before ${first}: what this asks for is kept for ${days} days (limit ${name}); begin later.` }]);
}
