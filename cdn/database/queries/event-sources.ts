/** How far the sources that send events over HTTP have come. */
import type { Database } from '../tables.ts';
import { now } from '../time.ts';

/** The number of the last line that was dealt with; 0 if nothing has come of the source. */
export const findSourcePosition = async (db: Database, name: string): Promise<number> =>
  (await db.selectFrom('eventSources').select('position').where('name', '=', name).executeTakeFirst())?.position ?? 0;

export async function recordSourcePosition(db: Database, name: string, position: number): Promise<void> {
  const columns = { position, seenAt: now() };
  await db
    .insertInto('eventSources')
    .values({ name, ...columns })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(columns))
    .execute();
}
