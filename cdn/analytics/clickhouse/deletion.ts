import { setTimeout as wait } from 'node:timers/promises';
import { intervals } from '../interval.ts';
import type { Deletion } from '../store.ts';
import type { Connection, Parameters } from './connection.ts';

const { day } = intervals;

/** Which tables a kind of data is in, and the column that tells its time. */
const tablesOf = {
  core: { traffic_minute: 'time', traffic_hour: 'time', traffic_day: 'time', live_seconds: 'time' },
  content: { events: 'time', files_day: 'day' },
} as const;

const kinds = ['core', 'content'] as const;

/** Deletions of one statement. */
const chunkSize = 200;

const pollMs = 200;

/** Begins to delete; resolves to the tables that lose something. Events that are appended later are not deleted. */
export async function beginDeletion(connection: Connection, deletions: readonly Deletion[]): Promise<ReadonlySet<string>> {
  const begun = new Set<string>();
  for (const kind of kinds) {
    const ofKind = deletions.filter((deletion) => deletion.kind === kind);
    for (let start = 0; start < ofKind.length; start += chunkSize) {
      for (const [table, time] of Object.entries(tablesOf[kind])) {
        const { condition, parameters } = conditionOf(ofKind.slice(start, start + chunkSize), time);
        const [found] = await connection.query(`SELECT 1 FROM ${table} WHERE ${condition} LIMIT 1`, parameters);
        if (found === undefined) continue;
        await connection.command(`ALTER TABLE ${table} DELETE WHERE ${condition}`, parameters, { mutations_sync: 0 });
        begun.add(table);
      }
    }
  }
  return begun;
}

/** Resolves once nothing is left to be deleted from the tables. @throws Error if something can't be; the engine goes on trying */
export async function finishDeletion(connection: Connection, tables: ReadonlySet<string>): Promise<void> {
  for (const table of tables) {
    for (;;) {
      const rows = await connection.query(
        `SELECT latest_fail_reason AS failure FROM system.mutations
         WHERE database = currentDatabase() AND table = {table:String} AND NOT is_done AND NOT is_killed`,
        { table },
      );
      if (rows.length === 0) break;
      const failure = rows.map((row) => String(row.failure)).find((text) => text !== '');
      if (failure !== undefined) throw new Error(`What is to be deleted from ${table} is still there: ${failure}`);
      await wait(pollMs);
    }
  }
}

function conditionOf(deletions: readonly Deletion[], time: string): { condition: string; parameters: Parameters } {
  const parameters: Record<string, string | number> = {};
  const conditions = deletions.map(({ accountNumber, before }, index) => {
    parameters[`account${index}`] = accountNumber;
    const ofAccount = `accountNumber = {account${index}:String}`;
    if (before === null) return ofAccount;
    parameters[`before${index}`] = Math.floor(before / day) * (day / 1000);
    const limit = `toDateTime({before${index}:UInt32}, 'UTC')`;
    return `${ofAccount} AND ${time} < ${time === 'day' ? `toDate(${limit})` : limit}`;
  });
  return { condition: conditions.map((each) => `(${each})`).join(' OR '), parameters };
}
