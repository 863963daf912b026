import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { createEdge, type Edge, type EdgeSettings } from './edge.ts';
import type { EdgeEvent } from './event.ts';
import { listen } from './listen.ts';
import type { CacheRule, Site, SiteOrigin } from './site.ts';

type Fields = Readonly<Record<string, string | string[]>>;

/** What an origin answers: status 200, a Date and a body of its own number, unless given. */
export interface OriginAnswer {
  readonly status?: number;
  readonly fields?: Fields;
  readonly body?: string | Buffer;
}

export interface OriginRequest {
  readonly method: string;
  readonly url: string;
  readonly fields: IncomingHttpHeaders;
  readonly body: string;
}

export type Respond = (request: OriginRequest, number: number) => OriginAnswer | Promise<OriginAnswer>;

export interface Origin {
  readonly url: string;
  /** All that came, oldest first. */
  readonly requests: OriginRequest[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** An origin on loopback; `respond` is told which request, from 1 upward, it answers. */
export async function startOrigin(respond: Respond): Promise<Origin> {
  const requests: OriginRequest[] = [];
  return serve(requests, async (message, response) => {
    const body = Buffer.concat(await Array.fromAsync<Buffer>(message)).toString();
    const received = { method: message.method ?? '', url: message.url ?? '', fields: message.headers, body };
    const number = requests.push(received);
    const { status = 200, fields = {}, body: sent = `answer ${number}` } = await respond(received, number);
    response.writeHead(status, fields);
    response.end(sent);
  });
}

/** An origin that writes to the connection itself. */
export const startRawOrigin = (handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Origin> =>
  serve([], handle);

async function serve(
  requests: OriginRequest[],
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Origin> {
  const server = createServer((message, response) => void handle(message, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly fields: IncomingHttpHeaders;
  readonly body: string;
}

export interface TestEdge {
  readonly edge: Edge;
  readonly url: string;
  readonly events: EdgeEvent[];
  /** Sends a request and reads the whole answer. */
  get(path: string, fields?: Fields, method?: string, body?: string): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const siteOf = (origin: Pick<Origin, 'url'>, rest: Partial<Site> = {}): Site => ({
  id: 'site',
  hostnames: ['*'],
  path: '',
  origin: siteOrigin([origin.url]),
  defaultCacheControl: null,
  cacheRules: [],
  queryStrings: 'all',
  compressedTypes: [],
  protectedPaths: [],
  logsQueryStrings: true,
  counts: { accountNumber: '0001', mediaTypeId: 3, cnameId: 0, originId: 0 },
  ...rest,
});

/** On loopback, so that it must be allowed to be private. */
export const siteOrigin = (servers: string[], rest: Partial<SiteOrigin> = {}): SiteOrigin => ({
  servers,
  balance: 'failover',
  hostHeader: null,
  path: '',
  addressFamily: 'ipv4-preferred',
  followRedirects: false,
  mayBePrivate: true,
  ...rest,
});

/** Says only what the origin's responses shall be cached by. */
export const cacheRule = (path: string, cacheControl: string): CacheRule => ({ path, cacheControl, queryParameters: null, setFields: [], dropFields: [] });

/** An edge on loopback in front of the origin, or of the given sites. */
export async function startEdge(origin: Pick<Origin, 'url'>, settings: Partial<EdgeSettings> = {}): Promise<TestEdge> {
  const events: EdgeEvent[] = [];
  const edge = createEdge({ sites: [siteOf(origin)], onEvent: (event) => void events.push(event), ...settings });
  const { url, close } = await listen(edge, 0, '127.0.0.1');
  const dispatcher = new Agent();
  return {
    edge,
    url,
    events,
    get: async (path, headers = {}, method = 'GET', body) => {
      const answer = await request(url + path, { method, headers, dispatcher, ...(body !== undefined && { body }) });
      return { status: answer.statusCode, fields: answer.headers as IncomingHttpHeaders, body: await answer.body.text() };
    },
    [Symbol.asyncDispose]: async () => {
      await dispatcher.destroy();
      await close();
    },
  };
}

/** HTTP-date, in seconds from now. */
export const date = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

/** Asks twice for what an origin answers with these fields. */
export async function askTwice(
  fields: Fields,
  second: Fields = {},
  first: Fields = {},
): Promise<{ reused: boolean; answers: readonly [Answer, Answer] }> {
  await using origin = await startOrigin(() => ({ fields }));
  await using edge = await startEdge(origin);
  const answers = [await edge.get('/', first), await edge.get('/', second)] as const;
  return { reused: origin.requests.length === 1, answers };
}
