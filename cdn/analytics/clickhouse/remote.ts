import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { withoutCredentials } from './url.ts';
import { type Connection, oneBlock, type Row } from './connection.ts';

/** What a statement may take. */
const requestMs = 120_000;

/** How long inserts of an earlier life are waited for, and how often is asked. */
const [settlingMs, settlingPollMs] = [requestMs, 250];

/** Marks our own inserts among a server's queries. */
const prefix = 'edgegraph-';

/** A ClickHouse server at `http(s)://user:password@host:8123/database`, over its HTTP interface. */
export function connectRemote(url: string): Connection {
  const client = createClient({
    url,
    request_timeout: requestMs,
    application: 'edgegraph',
    // It would log statements with their values.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1, wait_end_of_query: 1 },
  });
  const asked = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      throw faultOf(error, withoutCredentials(url));
    }
  };
  const query: Connection['query'] = async (sql, parameters = {}) => {
    const answer = await asked(client.query({ query: sql, query_params: parameters, format: 'JSONEachRow' }));
    return asked(answer.json<Row>());
  };
  return {
    query,
    command: async (sql, parameters = {}, settings = {}) => {
      const token = settings.insert_deduplication_token;
      await asked(
        client.command({
          query: sql,
          query_params: parameters,
          clickhouse_settings: settings,
          ...(token !== undefined && { query_id: queryIdOf(String(token)) }),
        }),
      );
    },
    insert: async (table, block, token) => {
      const { stream } = await asked(
        client.exec({
          query: `INSERT INTO ${table} FORMAT Native`,
          values: Readable.from([block], { objectMode: false }),
          clickhouse_settings: { ...oneBlock, insert_deduplication_token: token },
          query_id: queryIdOf(token),
        }),
      );
      await asked(stream.resume().toArray());
    },
    settled: async (tokens) => {
      for (const end = Date.now() + settlingMs; ; await wait(settlingPollMs)) {
        const [running] = await query('SELECT 1 FROM system.processes WHERE startsWith(query_id, {start:String}) LIMIT 1', { start: prefix + tokens });
        if (running === undefined) return;
        if (Date.now() > end) throw new Error(`${withoutCredentials(url)} is still busy with an insert of this process.`);
      }
    },
    close: () => client.close(),
  };
}

/** Unique, since an insert may be sent again while it still runs. */
const queryIdOf = (token: string): string => `${prefix}${token}-${randomUUID()}`;

/** An error without statement, values and credentials. */
function faultOf(error: unknown, place: string): Error {
  if (error instanceof ClickHouseError) {
    return new Error(`ClickHouse at ${place} refused a statement: ${error.type ?? 'error'} (code ${error.code}).`, { cause: withoutStatement(error) });
  }
  // The system's errors carry a code.
  const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
  return new Error(`ClickHouse at ${place} can't be reached: ${reason || 'no answer'}. Check CLICKHOUSE_URL and the server.`);
}

/** The server's own words, for the log; they may quote the statement behind `In scope` or `failed at position`, which is left out. */
const withoutStatement = ({ message }: ClickHouseError): string => message.split(/: In scope|: [Ss]yntax error|: While executing|failed at position/)[0] ?? '';
