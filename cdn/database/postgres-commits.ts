import { sql } from 'kysely';
import type { AnnounceCommits } from './ddl.ts';
import type { Hearer } from './postgres-listener.ts';

const channel = 'edgegraph_commits';

/** Notifies the channel of every statement that writes to one of the tables, once it is committed. */
export const announceCommits: AnnounceCommits = async (db, tables) => {
  await sql`create function announce_commit() returns trigger language plpgsql as
    ${sql.lit(`begin perform pg_notify('${channel}', ''); return null; end`)}`.execute(db);
  for (const table of tables) {
    await sql`create trigger announce_commit after insert or update or delete or truncate on ${sql.table(table)}
      for each statement execute function announce_commit()`.execute(db);
  }
};

export interface CommitCount extends Hearer {
  /** How many commits were heard of, or noted. */
  count(): number;
  /** Tells of a commit of this process, which so needs no notification to know of it. */
  note(): void;
}

/** Counts the commits that are announced. */
export function countCommits(): CommitCount {
  let commits = 0;
  const note = () => void (commits += 1);
  return { channel, heard: note, missed: note, count: () => commits, note };
}
