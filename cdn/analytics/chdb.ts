import { mkdir } from 'node:fs/promises';
import { Session } from 'chdb';
import type { Connection, Row } from './clickhouse/connection.ts';
import { createStore, type StoreOptions } from './clickhouse/store.ts';
import type { AnalyticsStore } from './store.ts';

/** One insert is one block, written before the answer. */
const insertSettings = { async_insert: 0, max_insert_threads: 1, input_format_parallel_parsing: 0 };

/** ClickHouse in this process. */
function connect(directory: string): Connection {
  const session = new Session(directory, { connectionArgs: ['--output_format_json_quote_64bit_integers=1'] });
  return {
    query: async (sql, parameters = {}) => {
      const result = await session.queryBindAsync(sql, parameters, { format: 'JSONEachRow' });
      // JSONEachRow is one JSON object a line.
      return result
        .text()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Row);
    },
    command: async (sql, parameters = {}) => {
      await session.queryBindAsync(sql, parameters);
    },
    insert: async (table, rows) => {
      await session.insert({ table, values: Buffer.from(rows), format: 'JSONEachRow', settings: insertSettings });
    },
    close: async () => session.close(),
  };
}

/** Opens the directory, creating it if missing; it belongs to one process at a time. @throws Error with the remedy if it can't be had */
export async function openChdb(directory: string): Promise<Connection> {
  await mkdir(directory, { recursive: true });
  try {
    return connect(directory);
  } catch (error) {
    // chDB gives no reason; it writes one to standard error.
    throw new Error(
      `The analytics data in ${directory} can't be opened, most likely because another process has it open: ` +
        'stop that one, or set DATA_DIR to another directory.',
      { cause: error },
    );
  }
}

/** The store embedded in this process. */
export async function openChdbStore(directory: string, options?: StoreOptions): Promise<AnalyticsStore> {
  const connection = await openChdb(directory);
  try {
    return await createStore(connection, options);
  } catch (error) {
    await connection.close();
    throw error;
  }
}
