import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cdnSettings, createHttp, serveProduct } from '@edgegraph/app/application.ts';
import { type Configuration, readConfiguration } from '@edgegraph/app/configuration.ts';
import { subgraphExecutors } from '@edgegraph/app/subgraph-executors.ts';
import { createCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import { createUser } from '@edgegraph/cdn/database/queries/users.ts';
import { openDatabase } from '@edgegraph/cdn/database/sqlite.ts';
import { openEmbeddedCdn } from '@edgegraph/cdn/embedded-cdn.ts';
import type { GatewayContext } from '@edgegraph/gateway/context.ts';
import type { SubgraphExecutor } from '@edgegraph/gateway/execute/subgraph.ts';
import { closure } from '@edgegraph/permissions/grants.ts';
import { type HttpMethod, type Module, modules } from '@edgegraph/permissions/modules.ts';
import type { Call } from '@edgegraph/rest/client.ts';
import { inProcess } from '@edgegraph/rest/in-process.ts';
import { viewerOver } from '@edgegraph/rest/viewer.ts';
import type { FormattedExecutionResult } from 'graphql';

// Tests assert the members that they read of an answer; a type for each would say every expectation twice.
// oxlint-disable-next-line typescript/no-explicit-any
export type Data = Record<string, any>;

/** An answer of the graph: its members, the body as it came, and what HTTP said. */
export type Answer = FormattedExecutionResult<Data> & { readonly body: FormattedExecutionResult<Data>; readonly status: number; readonly headers: Headers };

/** What a subgraph was asked, and by whom. */
export type SubgraphExecutors = ReadonlyMap<string, SubgraphExecutor<GatewayContext>>;

export interface ProductOptions {
  readonly settings?: Partial<Record<keyof Configuration, string>>;
  /** Stands between the subgraphs and the services. */
  readonly throughCall?: (call: Call) => Call;
  /** Stands between the gateway and the subgraphs. */
  readonly throughSubgraphs?: (subgraphs: SubgraphExecutors) => SubgraphExecutors;
}

/** The product on a fresh data directory, listening on a free port of loopback; `await using` stops it and removes its data. */
export async function startProduct({ settings = {}, throughCall = same, throughSubgraphs = same }: ProductOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  const adminToken = randomUUID();
  const configuration = readConfiguration({ DATA_DIR: directory, ADMIN_TOKEN: adminToken, LOG_LEVEL: 'silent', ...settings });
  const cdn = await openEmbeddedCdn({
    dataDirectory: directory,
    adminToken,
    withSample: configuration.SAMPLE_DATA === 'on',
    cdn: cdnSettings(configuration),
    purgeLimit: configuration.PURGE_LIMIT,
    report: () => {},
  });
  const call = inProcess(cdn.door, { timeoutMs: configuration.REST_TIMEOUT });
  const http = createHttp(configuration);
  await serveProduct(http, {
    door: cdn.door,
    exports: cdn.exports,
    subgraphs: throughSubgraphs(subgraphExecutors(throughCall(call))),
    findViewer: viewerOver(call),
    onDenied: cdn.onDenied,
    introspection: configuration.INTROSPECTION,
    subscriptionsPerToken: configuration.SUBSCRIPTIONS_PER_TOKEN,
    ready: cdn.ready,
  });
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  // A second connection to the same file, for what no route creates yet.
  const db = await openDatabase(join(directory, 'configuration.sqlite'));
  let users = 0;

  return {
    url,
    dataDirectory: directory,
    adminToken,
    db,
    /** The way into the services, to ask what they allow. */
    door: cdn.door,
    /** What edges ask. */
    fleet: cdn.fleet,
    /** Where what edges served goes. */
    events: cdn.events,

    /** A token of a new user with these methods and modules (and the modules above them). */
    async token(methods: readonly HttpMethod[], granted: readonly Module[], accountNumber = '0001'): Promise<string> {
      const token = randomUUID();
      const login = `user-${(users += 1)}@${accountNumber.toLowerCase()}.example.com`;
      await createUser(db, { accountNumber, login, firstName: 'A', lastName: 'User', isAdministrator: false, methods, modules: closure(granted), token });
      return token;
    },

    /** A customer of its own, with every module. */
    async customer(accountNumber: string): Promise<void> {
      await createCustomer(db, { accountNumber, name: `Customer ${accountNumber}`, status: 'active', modules, coreDays: null, contentDays: null });
    },

    async graphql(query: string, { token, variables, headers }: { token?: string; variables?: object; headers?: Record<string, string> } = {}): Promise<Answer> {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `TOK:${token}` } : {}), ...headers },
        body: JSON.stringify({ query, variables }),
      });
      // What GraphQL over HTTP answers.
      const body = (await response.json()) as FormattedExecutionResult<Data>;
      return { ...body, body, status: response.status, headers: response.headers };
    },

    /** Subscribes, over HTTP, until the stream is complete; the answers are its results, or why there is none. */
    async stream(query: string, { token, variables }: { token: string; variables?: object }): Promise<{ readonly status: number; readonly answers: readonly FormattedExecutionResult<Data>[] }> {
      const response = await fetch(`${url}/graphql/stream`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `TOK:${token}` },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      const data = response.status === 200 ? [...text.matchAll(/^event: next\ndata: (.+)$/gm)].map(([, line = '']) => line) : [text];
      return { status: response.status, answers: data.map((line) => JSON.parse(line)) };
    },

    async rest(method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}) {
      const response = await fetch(url + path, {
        method,
        headers: { ...(token ? { authorization: `TOK:${token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, text, json: text === '' ? null : JSON.parse(text) };
    },

    async [Symbol.asyncDispose](): Promise<void> {
      await http.close();
      await db.destroy();
      await cdn.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export type Product = Awaited<ReturnType<typeof startProduct>>;

const same = <Value>(value: Value): Value => value;

/** The days of the bundled sample. */
export const sampleRange = '{ from: "2015-05-17T00:00:00Z", to: "2015-05-21T00:00:00Z" }';
