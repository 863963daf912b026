import { reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import type { Connection, Row } from '../clickhouse/connection.ts';
import type { Placeholders } from '../clickhouse/placeholders.ts';

/** A report has more groups than `CountedGroups` allows; with bandwidth, each 5 minutes of a group counts. */
export class TooManyGroups extends Error {
  override readonly name = 'TooManyGroups';
}

/** The answer's rows. Names mean columns before they mean what the same SELECT makes of them. @throws TooManyGroups */
export async function ask(connection: Connection, sql: string, placeholders: Placeholders): Promise<readonly Row[]> {
  const most = placeholders.of('UInt64', reportLimits.CountedGroups.value);
  const settings = `prefer_column_name_to_alias = 1, max_rows_to_group_by = ${most}, group_by_overflow_mode = 'throw'`;
  try {
    return await connection.query(`${sql} SETTINGS ${settings}`, placeholders.values);
  } catch (error) {
    if (error instanceof Error && error.message.includes('TOO_MANY_ROWS')) throw new TooManyGroups(error.message, { cause: error });
    throw error;
  }
}
