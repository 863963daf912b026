import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createDashboard } from './dashboard.fixture.ts';
import { createGraph } from './graph.fixture.ts';
import { overHttp } from './http.ts';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** Serves a subgraph's answers; gives its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}/graphql`;
}

const live = JSON.stringify({ data: { customer: { live: { bits: 8 } } } });
const query = '{ customer { plan live { bits } } }';

describe('a subgraph over HTTP', () => {
  it('gets query, variables and headers, over a connection that is kept', async () => {
    const requests: { body: unknown; headers: IncomingMessage['headers'] }[] = [];
    const url = await serve(async (request, response) => {
      requests.push({ body: JSON.parse(await text(request)), headers: request.headers });
      response.end(JSON.stringify({ data: { customer: { cname: null } } }));
    });
    const { execute } = createDashboard();
    const config = overHttp<unknown>(url, { timeout: 5_000, headers: () => ({ authorization: 'TOK:abc' }) });
    const query = 'query ($id: ID!) { customer { cname(id: $id) { name } } }';
    expect(await execute(query, { variables: { id: 'c1' }, instead: { config } })).toEqual({
      data: { customer: { cname: null } },
    });
    expect(requests).toMatchObject([
      {
        body: { query: 'query($id:ID!){customer{cname(id: $id){name}}}', variables: { id: 'c1' } },
        headers: { authorization: 'TOK:abc', 'content-type': 'application/json', connection: 'keep-alive' },
      },
    ]);
  });

  const failures: [string, RequestListener][] = [
    [
      'answers 500',
      (_request, response) => response.writeHead(500).end('{"errors":[{"message":"connect ECONNREFUSED 10.0.0.7"}]}'),
    ],
    [
      'answers HTML',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    ],
    ['answers truncated JSON', (_request, response) => response.end(live.slice(0, -3))],
    [
      'breaks off',
      (_request, response) =>
        response.writeHead(200, { 'content-length': live.length }).write(live.slice(0, 9), () => response.destroy()),
    ],
    ['never answers', () => {}],
    ['never ends', (_request, response) => response.write(live)],
    ['hangs up', (request) => request.socket.destroy()],
  ];
  it.each(failures)('that %s is unavailable, and nothing of it leaks', async (_name, listener) => {
    const url = await serve(listener);
    const { execute } = createDashboard();
    expect(await execute(query, { instead: { live: overHttp(url, { timeout: 200 }) } })).toEqual({
      data: { customer: { plan: 'pro', live: null } },
      errors: [
        {
          message: 'The live service is unavailable; try again later.',
          path: ['customer', 'live'],
          locations: [{ line: 1, column: 19 }],
          extensions: { code: 'SERVICE_UNAVAILABLE', status: 503, service: 'live' },
        },
      ],
    });
  });

  it('that nobody listens for is unavailable', async () => {
    const url = await serve(() => {});
    closing.splice(0).forEach((close) => close());
    const { execute } = createDashboard();
    expect(await execute(query, { instead: { live: overHttp(url, { timeout: 5_000 }) } })).toMatchObject({
      data: { customer: { plan: 'pro', live: null } },
      errors: [{ extensions: { service: 'live' } }],
    });
  });

  it('is left when the request is aborted', async () => {
    const abort = new AbortController();
    const left = Promise.withResolvers<void>();
    const url = await serve((request) => {
      request.socket.once('close', left.resolve);
      abort.abort();
    });
    const { execute } = createDashboard();
    expect(await execute(query, { instead: { live: overHttp(url, { timeout: 60_000 }) }, signal: abort.signal })).toMatchObject({
      data: { customer: { plan: 'pro', live: null } },
    });
    await left.promise;
  });
});

describe('numbers beyond 2^53 over HTTP', () => {
  const graph = () =>
    createGraph({
      counts: {
        typeDefs: `
          scalar BigInt
          scalar JSON
          type Query { item: Item }
          type Item @key(fields: "id") { id: BigInt! big: BigInt bigs: [BigInt!] any: JSON float: Float ids: [ID!] int: Int half: Float }
        `,
      },
      other: { typeDefs: 'scalar BigInt type Item @key(fields: "id") { id: BigInt! name: String }' },
    });

  it('keep their digits in custom scalars, ids and keys', async () => {
    const body = `{"data":{"item":{"__typename":"Item","id":12345678901234567891,"big":-9007199254740993,"bigs":[1,9007199254740993],
      "any":{"deep":[123456789012345678]},"float":12345678901234567000,"ids":[12345678901234567891,"a"],"int":7,"half":0.3333333333333333}}}`;
    const counts = overHttp<unknown>(await serve((_request, response) => response.end(body)), { timeout: 5_000 });
    const bodies: string[] = [];
    const other = overHttp<unknown>(
      await serve(async (request, response) => {
        bodies.push(await text(request));
        response.end('{"data":{"_entities":[{"name":"n"}]}}');
      }),
      { timeout: 5_000 },
    );
    const { executeText } = graph();
    expect(await executeText('{ item { id big bigs any float ids int half name } }', { instead: { counts, other } })).toBe(
      '{"data":{"item":{"id":12345678901234567891,"big":-9007199254740993,"bigs":[1,9007199254740993],"any":{"deep":[123456789012345678]},' +
        '"float":12345678901234567000,"ids":["12345678901234567891","a"],"int":7,"half":0.3333333333333333,"name":"n"}}}',
    );
    expect(bodies[0]).toContain('"id":12345678901234567891');
  });
});
