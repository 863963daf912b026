import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Session } from 'chdb';
import { type Connection, oneBlock, type Row, type Settings } from './clickhouse/connection.ts';
import { createStore, type StoreOptions } from './clickhouse/store.ts';
import type { AnalyticsStore } from './store.ts';

/** ClickHouse in this process, which does one statement at a time. */
function connect(directory: string): Connection {
  const session = new Session(directory, { connectionArgs: ['--output_format_json_quote_64bit_integers=1'] });
  // The engine reads a file many times faster than the same bytes in a statement.
  const blockPath = join(directory, 'block.native');
  const run = async (sql: string, settings: Settings = {}, behind = '', parameters = {}): Promise<void> => {
    const list = Object.entries(settings).map(([name, value]) => `${name} = ${typeof value === 'number' ? value : `'${value}'`}`);
    await session.queryBindAsync(`${sql} ${list.length === 0 ? '' : `SETTINGS ${list.join(', ')}`} ${behind}`, parameters);
  };
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
    command: (sql, parameters, settings) => run(sql, settings, '', parameters),
    insert: async (table, block) => {
      await writePrivately(blockPath, block);
      await run(`INSERT INTO ${table} FROM INFILE '${blockPath.replaceAll(/['\\]/g, String.raw`\$&`)}'`, oneBlock, 'FORMAT Native');
    },
    // The process that began one has the directory to itself, and each is done when it returns.
    settled: async () => {},
    close: async () => {
      session.close();
      await rm(blockPath, { force: true });
    },
  };
}

async function writePrivately(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}

/** Opens the directory, creating it if missing; it belongs to one process at a time. @throws Error with the remedy if it can't be had */
export async function openChdb(directory: string): Promise<Connection> {
  // The engine takes these for wildcards in the names of files.
  if (/[*?{}]/.test(directory)) throw new Error(`${directory} can't hold the analytics data: set DATA_DIR to a path without *, ?, { and }.`);
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
