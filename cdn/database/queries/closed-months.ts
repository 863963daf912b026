import { fromJson, toJson } from '../json-text.ts';
import type { BilledUsage, Database } from '../tables.ts';
import { now } from '../time.ts';

/** What was billed of a month, `YYYY-MM`, wherever there was anything; null while its books are open. */
export async function findClosedMonth(db: Database, accountNumber: string, month: string): Promise<readonly BilledUsage[] | null> {
  const row = await db
    .selectFrom('closedMonths')
    .select('usage')
    .where('accountNumber', '=', accountNumber)
    .where('month', '=', month)
    .executeTakeFirst();
  return row ? fromJson(row.usage) : null;
}

/** Closes the month's books for good; those that are closed stay as they are. */
export async function closeMonth(db: Database, accountNumber: string, month: string, usage: readonly BilledUsage[]): Promise<void> {
  await db
    .insertInto('closedMonths')
    .values({ accountNumber, month, usage: toJson(usage), closedAt: now() })
    .onConflict((conflict) => conflict.columns(['accountNumber', 'month']).doNothing())
    .execute();
}

/** The customer's closed months. */
export async function listClosedMonths(db: Database, accountNumber: string): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('closedMonths').select('month').where('accountNumber', '=', accountNumber).execute();
  return new Set(rows.map(({ month }) => month));
}
