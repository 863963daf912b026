import type { OpenDatabase } from './queries/fresh-database.fixture.ts';
import { openDatabase } from './sqlite.ts';

/** An SQLite database that lives as long as it is open. */
export const openInMemory: OpenDatabase = async () => {
  const db = await openDatabase(':memory:');
  return { db, close: () => db.destroy() };
};
