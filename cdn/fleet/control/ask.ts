import type { Notices } from '../../database/notices.ts';
import { type EdgeAcknowledgement, type NewJournalEntry, appendEntry, isAwaited, listAcknowledgements } from '../../database/queries/fleet-journal.ts';
import type { Database } from '../../database/tables.ts';
import { inTransaction } from '../../database/transaction.ts';
import { Waiter } from './waiter.ts';

/** A question to the edges: what purges would meet, or whether sites could be served. It changes nothing at them. */
export type Question = NewJournalEntry & { readonly kind: 'count' | 'check' };

/** Asks the members of the fleet; resolves once all have answered, or `waitMs` after. Answers without `at` are missing. */
export async function askFleet(
  { db, notices }: { readonly db: Database; readonly notices: Notices },
  question: Question,
  waitMs = 5000,
): Promise<EdgeAcknowledgement[]> {
  using waiter = new Waiter((listener) => notices.subscribe('progress', listener), waitMs, new AbortController().signal);
  const sequence = await inTransaction(db, async (transaction) => {
    await notices.publish(transaction, 'fleet');
    return appendEntry(transaction, question);
  });
  while ((await isAwaited(db, sequence)) && (await waiter.wait()));
  return listAcknowledgements(db, sequence);
}
