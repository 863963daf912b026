/** Up to which moment the events of each edge are stored. */
import type { Database } from '../tables.ts';
import { inTransaction } from '../transaction.ts';

export interface EdgeWatermark {
  readonly edge: string;
  /** Milliseconds since 1970. */
  readonly completeUntil: number;
}

/** Of each member of the fleet, as it was last written; of one that has told nothing yet: when it joined. */
export async function listWatermarks(db: Database): Promise<EdgeWatermark[]> {
  const rows = await db
    .selectFrom('edges')
    .leftJoin('edgeWatermarks', 'edgeWatermarks.edge', 'edges.name')
    .select(({ fn }) => ['edges.name as edge', fn.coalesce('edgeWatermarks.completeUntil', 'edges.joinedAt').as('completeUntil')])
    .where('edges.retiredAt', 'is', null)
    .execute();
  return rows.map(({ edge, completeUntil }) => ({ edge, completeUntil: Date.parse(completeUntil) }));
}

export const writeWatermarks = (db: Database, watermarks: readonly EdgeWatermark[]): Promise<void> =>
  inTransaction(db, async (transaction) => {
    // In one order, so that processes that write the same do not wait for one another in a circle.
    for (const { edge, completeUntil } of watermarks.toSorted((one, other) => (one.edge < other.edge ? -1 : 1))) {
      const columns = { completeUntil: new Date(completeUntil).toISOString() };
      await transaction
        .insertInto('edgeWatermarks')
        .values({ edge, ...columns })
        .onConflict((conflict) => conflict.column('edge').doUpdateSet(columns))
        .execute();
    }
  });
