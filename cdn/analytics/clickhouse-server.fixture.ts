import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { Session } from 'chdb';

export const credentials = { user: 'edgegraph', password: 'very secret' } as const;

/** Parameters of a request that are neither settings nor values. */
const ownParameters = new Set(['query', 'query_id', 'database', 'session_id', 'default_format', 'wait_end_of_query', 'role']);

export interface ClickHouseServer {
  readonly url: string;
  /** Every request that came. */
  readonly requests: readonly { readonly query: string; readonly settings: Readonly<Record<string, string>> }[];
  /** Does what the next statement of this text asks, and breaks the connection off before its answer. */
  loseAnswerTo(text: string): void;
  query(sql: string): Promise<unknown[]>;
  close(): Promise<void>;
}

/** ClickHouse's HTTP interface, as its documentation says, over chDB: statements and data, `param_x`, settings, gzip, Basic authentication, errors. */
export async function startClickHouse(directory: string): Promise<ClickHouseServer> {
  await mkdir(directory, { recursive: true });
  const session = new Session(directory);
  const requests: { query: string; settings: Record<string, string> }[] = [];
  let lost: string | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: values and settings are the session's. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  async function run(url: URL, body: Buffer): Promise<Buffer> {
    const inUrl = url.searchParams.get('query');
    const query = inUrl ?? body.toString();
    const values = [...url.searchParams].filter(([name]) => name.startsWith('param_'));
    const settings = Object.fromEntries([...url.searchParams].filter(([name]) => !ownParameters.has(name) && !name.startsWith('param_')));
    requests.push({ query, settings });
    for (const [name, value] of [...values, ...Object.entries(settings)]) await session.queryAsync(`SET ${name} = ${literal(value)}`);
    try {
      return Buffer.from((await session.queryAsync(await withData(query, inUrl === null ? null : body), { format: 'TabSeparated' })).bytes());
    } finally {
      for (const name of Object.keys(settings)) await session.queryAsync(`SET ${name} = DEFAULT`);
    }
  }

  /** The statement, reading the data from a file. */
  async function withData(query: string, data: Buffer | null): Promise<string> {
    if (data === null || data.length === 0) return query;
    const path = join(directory, 'body');
    await writeFile(path, data);
    return query.replace(/ FORMAT (\w+)$/, ` FROM INFILE ${literal(path)} FORMAT $1`);
  }

  const server = createServer(async (request, response) => {
    try {
      if (!isAllowed(request)) {
        response.writeHead(403, { 'x-clickhouse-exception-code': '516' });
        response.end(`Code: 516. DB::Exception: ${credentials.user}: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)`);
        return;
      }
      const raw = await buffer(request);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname === '/ping') {
        response.end('Ok.\n');
        return;
      }
      const answer = await inTurn(() => run(url, body));
      const text = url.searchParams.get('query') ?? body.toString();
      if (lost !== undefined && text.includes(lost)) {
        lost = undefined;
        request.socket.destroy();
        return;
      }
      response.writeHead(200, { 'x-clickhouse-query-id': url.searchParams.get('query_id') ?? '', 'x-clickhouse-format': 'JSONEachRow' });
      response.end(answer);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = /Code: (\d+)/.exec(message)?.[1] ?? '1002';
      response.writeHead(500, { 'x-clickhouse-exception-code': code });
      response.end(message);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listening on a port, which has such an address.
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${credentials.user}:${encodeURIComponent(credentials.password)}@127.0.0.1:${port}/default`,
    requests,
    loseAnswerTo: (text) => (lost = text),
    query: (sql) => inTurn(async () => (await session.queryAsync(sql, { format: 'JSONEachRow' })).text().split('\n').filter(Boolean).map((line) => JSON.parse(line))),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await last;
      session.close();
    },
  };
}

const isAllowed = ({ headers }: IncomingMessage): boolean =>
  headers.authorization === `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;

const literal = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
