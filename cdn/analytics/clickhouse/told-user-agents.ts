import { userAgentFamily } from '../user-agent.ts';
import type { Connection } from './connection.ts';

/** User agents of one statement. */
const chunkSize = 2000;

/** Fills in `userAgentFamily` of events that an older version stored. */
export async function tellUserAgents(connection: Connection): Promise<void> {
  let last = '';
  for (;;) {
    const rows = await connection.query(
      `SELECT userAgent FROM events WHERE userAgentFamily = '' AND userAgent > {last:String}
       GROUP BY userAgent ORDER BY userAgent LIMIT ${chunkSize}`,
      { last },
    );
    const userAgents = rows.map((row) => String(row.userAgent));
    if (userAgents.length === 0) return;
    last = userAgents.at(-1) ?? '';
    await connection.command(
      `ALTER TABLE events UPDATE userAgentFamily = transform(userAgent, {userAgents:Array(String)}, {families:Array(String)}, '')
       WHERE userAgentFamily = '' SETTINGS mutations_sync = 2`,
      { userAgents, families: userAgents.map(userAgentFamily) },
    );
  }
}
