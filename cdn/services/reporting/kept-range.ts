import { badRequest } from '@edgegraph/rest/error.ts';

const day = 86_400_000;

/** How long a customer's reports are kept, in days; null: for ever. */
export interface Retention {
  readonly coreDays: number | null;
  /** Of logged requests, and of reports that need them: by path, referrer and user agent. */
  readonly contentDays: number | null;
}

/** The names under which errors and `reportlimits` tell of what is kept. */
export const retentionLimits = {
  CoreRetentionDays: { days: ({ coreDays }: Retention) => coreDays, description: 'How far reports reach back.' },
  ContentRetentionDays: {
    days: ({ contentDays }: Retention) => contentDays,
    description: 'How far reports by path, directory, referrer and user agent reach back.',
  },
} as const;

/** Throws 400 when a range begins before what is kept. */
export function checkKept(from: number, name: keyof typeof retentionLimits, retention: Retention, now: number): void {
  const days = retentionLimits[name].days(retention);
  if (days === null || from >= now - days * day) return;
  const since = new Date(now - days * day).toISOString().slice(0, 10);
  throw badRequest([{ path: 'begindate', message: `is before ${since}: what this asks for is kept for ${days} days (limit ${name}); begin later.` }]);
}
