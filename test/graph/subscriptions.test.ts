import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { updateCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { Call, Caller } from '@edgegraph/rest/client.ts';
import { mcc } from '@edgegraph/rest/mcc.ts';
import { overHttp } from '@edgegraph/rest/over-http.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TestEdge } from '../edge.ts';
import { type Product, startProduct } from '../product.ts';
import { type Results, refusalOf, transports } from '../subscriber.ts';

const progress = 'subscription Progress($id: ID!) { contentJob(id: $id) { status completedAt } }';
const running = { data: { contentJob: { status: 'RUNNING', completedAt: null } } };
const done = { data: { contentJob: { status: 'DONE', completedAt: expect.any(String) } } };

let product: Product;
let purgeId: string;
/** Who has asked for the state of a purge. */
const readers: Caller[] = [];
/** Whether the service of purges is dead. */
let isDead = false;
const nobody = overHttp('http://127.0.0.1:1', { timeoutMs: 1000 });
const throughCall =
  (call: Call): Call =>
  (route, input, caller) => {
    if (route === mcc.getContentJob) readers.push(caller);
    return route === mcc.getContentJob && isDead ? nobody(route, input, caller) : call(route, input, caller);
  };

beforeAll(async () => {
  product = await startProduct({ throughCall });
  // It does nothing, so that purges go on until a test says that they are done.
  await new TestEdge(product.fleet, 'edge-1').sync();
});
beforeEach(async () => {
  purgeId = await purge(product);
  readers.splice(0);
  isDead = false;
});
afterAll(() => product[Symbol.asyncDispose]());

async function purge({ graphql, adminToken: token }: Product): Promise<string> {
  const { data } = await graphql('mutation { purge(input: { platform: HTTP_LARGE, path: "http://www.semicomplete.com/a.png" }) { id } }', { token });
  return data?.purge.id;
}

/** Says that every edge has done it. */
const finish = ({ db }: Product, id: string) => db.updateTable('contentJobs').set({ status: 'done', completeDate: new Date().toISOString() }).where('id', '=', id).execute();

/** A user of that token is left with these rights. */
async function leave(token: string, methods: readonly HttpMethod[], modules: readonly Module[]): Promise<void> {
  const { data } = await product.graphql('{ viewer { userId } }', { token });
  const input = { userId: data?.viewer.userId, expectedVersion: 1, methods, modules };
  const change = 'mutation ($input: SetPermissionsInput!) { setPermissions(input: $input) { permissions { version } } }';
  expect((await product.graphql(change, { token: product.adminToken, variables: { input } })).errors).toBeUndefined();
}

/** A subscription that an answer shows to go on. */
async function going(results: Results): Promise<Results> {
  expect((await results.next()).value).toEqual(running);
  return results;
}

describe.each(Object.entries(transports))('a subscription over %s', (name, subscribe) => {
  const subscribed = (token: string | undefined = product.adminToken, id = purgeId): Results => subscribe(product.url, { query: progress, variables: { id }, token });

  it('tells each change of a purge until it is done, and is complete then', async () => {
    const results = await going(subscribed());
    await finish(product, purgeId);
    expect(await Array.fromAsync(results)).toEqual([done]);
  });

  it('is complete at once where nothing will change: a purge that is done, or none of that id', async () => {
    await finish(product, purgeId);
    expect(await Array.fromAsync(subscribed())).toEqual([done]);
    expect(await Array.fromAsync(subscribed(product.adminToken, '0'.repeat(24)))).toEqual([{ data: { contentJob: null } }]);
  });

  it("treats another customer's purge as if it did not exist", async () => {
    await product.customer(name === 'graphql-ws' ? '0002' : '0003');
    const other = await product.token(['GET'], ['PURGE_LOAD'], name === 'graphql-ws' ? '0002' : '0003');
    expect(await Array.fromAsync(subscribed(other))).toEqual([{ data: { contentJob: null } }]);
  });

  it('serves several subscribers, of whom one that leaves takes nothing from the others', async () => {
    const [one, other] = [await going(subscribed()), await going(subscribed())];
    await one.return?.();
    await finish(product, purgeId);
    expect(await Array.fromAsync(other)).toEqual([done]);
  });

  it('asks the service no more when its client has left', async () => {
    const results = await going(subscribed());
    const [reader] = readers;
    const stopped = once(reader?.signal ?? new EventTarget(), 'abort');
    await results.return?.();
    await stopped;
    expect(reader?.signal?.aborted).toBe(true);
  });

  it('ends with UNAUTHENTICATED when its token is revoked, though nothing happens', async () => {
    const token = await product.token(['GET'], ['PURGE_LOAD']);
    const results = await going(subscribed(token));
    await leave(token, [], []);
    expect((await results.next()).value).toEqual({
      errors: [{ message: expect.stringContaining('Needs a valid token'), extensions: { code: 'UNAUTHENTICATED', status: 401 } }],
    });
    const end = await results.next().catch((closed: { code: number }) => closed.code);
    expect(end).toEqual(name === 'graphql-ws' ? 4401 : { value: undefined, done: true });
  });

  it('ends with FORBIDDEN when its right is taken away, or its customer loses it', async () => {
    const token = await product.token(['GET'], ['PURGE_LOAD']);
    const forbidden = {
      errors: [expect.objectContaining({ path: ['contentJob'], extensions: { code: 'FORBIDDEN', status: 403, requires: { method: 'GET', module: 'PURGE_LOAD' } } })],
    };
    const [ofUser, ofCustomer] = [await going(subscribed(token)), await going(subscribed())];
    await leave(token, ['GET'], ['RAW_LOGS']);
    expect(await Array.fromAsync(ofUser)).toEqual([forbidden]);
    await updateCustomer(product.db, '0001', { status: 'suspended' });
    expect(await Array.fromAsync(ofCustomer)).toEqual([forbidden]);
    await updateCustomer(product.db, '0001', { status: 'active' });
  });

  it('tells that the service is dead, at its field, and is complete then', async () => {
    const results = await going(subscribed());
    isDead = true;
    expect(await Array.fromAsync(results)).toEqual([
      {
        data: { contentJob: null },
        errors: [expect.objectContaining({ path: ['contentJob'], extensions: { code: 'SERVICE_UNAVAILABLE', status: 503, service: 'mcc' } })],
      },
    ]);
  });

  it('is refused before anything is asked without the right for it', async () => {
    const refusal = await refusalOf(subscribed(await product.token(['PUT'], ['PURGE_LOAD'])));
    expect(refusal.errors).toMatchObject([{ path: ['contentJob'], extensions: { code: 'FORBIDDEN', requires: { method: 'GET', module: 'PURGE_LOAD' } } }]);
    expect(refusal.status).toBe(name === 'graphql-ws' ? undefined : 403);
    expect(readers).toEqual([]);
  });

  it.each([
    ['no token', undefined],
    ['a token that nobody has', '12345678-1234-1234-1234-1234567890ab'],
  ])('is refused to %s', async (_name, token) => {
    const refusal = await refusalOf(subscribe(product.url, { query: progress, variables: { id: purgeId }, ...(token === undefined ? {} : { token }) }));
    expect(refusal.status).toBe(name === 'graphql-ws' ? 4401 : 401);
    expect(readers).toEqual([]);
  });
});

describe('a subscription over HTTP', () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(product.url + path, { headers: { authorization: `TOK:${product.adminToken}`, ...headers } });
  const parameters = (id = purgeId) => new URLSearchParams({ query: progress, variables: JSON.stringify({ id }) }).toString();

  it('is streamed at /graphql as well to a client that accepts an event stream, and is never stored', async () => {
    await finish(product, purgeId);
    const response = await get(`/graphql?${parameters()}`, { accept: 'text/event-stream' });
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store']);
    expect(await response.text()).toMatch(/^:\n\nevent: next\ndata: \{"data":\{"contentJob":\{"status":"DONE","completedAt":"[^"]+"\}\}\}\n\nevent: complete\ndata:\n\n$/);
  });

  it('is not answered whole: the error says where to send it', async () => {
    const { status, body } = await product.graphql(progress, { token: product.adminToken, variables: { id: purgeId } });
    expect({ status, body }).toEqual({ status: 400, body: { errors: [{ message: expect.stringContaining('/graphql/stream'), extensions: { code: 'BAD_REQUEST', status: 400 } }] } });
    expect(readers).toEqual([]);
  });

  it.each([
    ['without a query', '', {}, 400, 'BAD_REQUEST'],
    ['of another operation', `?query=${encodeURIComponent('mutation { deleteEdgeCname(input: { id: 1 }) { id } }')}`, {}, 400, 'BAD_REQUEST'],
    ['that accepts JSON alone', '?query={viewer{login}}', { accept: 'application/json' }, 406, 'BAD_REQUEST'],
    ['without its variable', `?query=${encodeURIComponent(progress)}`, {}, 400, 'BAD_USER_INPUT'],
  ])('is refused %s', async (_name, search, headers, status, code) => {
    const response = await get(`/graphql/stream${search}`, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it('asks the service no more when the connection breaks', async () => {
    const headers = { authorization: `TOK:${product.adminToken}` };
    const [response] = await once(httpRequest(`${product.url}/graphql/stream?${parameters()}`, { headers, agent: false }).end(), 'response');
    await once(response, 'data');
    const [reader] = readers;
    const stopped = once(reader?.signal ?? new EventTarget(), 'abort');
    response.destroy();
    await stopped;
    expect(reader?.signal?.aborted).toBe(true);
  });
});

describe('a WebSocket', () => {
  const connect = (headers: Record<string, string> = {}) => new WebSocket(`${product.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  const send = (socket: WebSocket, message: object) => socket.send(JSON.stringify(message));
  const received = async (socket: WebSocket) => JSON.parse(String((await once(socket, 'message'))[0]));

  it('may bear its token in the header of the request that opens it', async () => {
    const socket = connect({ authorization: `TOK:${product.adminToken}` });
    await once(socket, 'open');
    send(socket, { type: 'connection_init' });
    expect(await received(socket)).toEqual({ type: 'connection_ack' });
    socket.terminate();
  });

  it.each([
    ['that subscribes before it has said whose token it has', JSON.stringify({ id: '1', type: 'subscribe', payload: { query: progress } }), 4401],
    ['that sends no message of the protocol', 'hello', 4400],
    ['that sends more than a megabyte', 'x'.repeat(1_100_000), 1009],
  ])('%s is closed', async (_name, message, code) => {
    const socket = connect();
    await once(socket, 'open');
    socket.send(message);
    expect((await once(socket, 'close'))[0]).toBe(code);
  });

  it('is taken at /graphql alone, and other upgrades that are offered are let be', async () => {
    const statusOf = async (path: string, upgrade: string) => {
      const headers = { connection: 'Upgrade', upgrade, 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-version': '13', authorization: `TOK:${product.adminToken}` };
      // Node types the arguments of no event.
      const [response] = (await once(httpRequest(product.url + path, { headers }).end(), 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    expect(await statusOf('/health/live', 'h2c')).toBe(200);
    expect(await statusOf('/schema.graphql', 'h2c')).toBe(200);
    expect(await statusOf('/health/live', 'websocket')).toBe(200);
  });
});
