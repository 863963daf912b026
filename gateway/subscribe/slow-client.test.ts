import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import Fastify from 'fastify';
import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createEventStreams } from './event-stream.ts';
import type { Subscriptions } from './subscriptions.ts';
import { serveWebSockets } from './web-socket.ts';

const text = 'x'.repeat(64_000);

/** Serves a subscription that always has a next result, and counts how many are taken of it. It begins once `begins` resolves. */
async function serveEndless(begins: () => Promise<unknown> = async () => {}) {
  const taken = { count: 0, ended: Promise.withResolvers<void>() };
  async function* endless() {
    try {
      for (;;) {
        taken.count += 1;
        yield { data: { text } };
      }
    } finally {
      taken.ended.resolve();
    }
  }
  const subscriptions: Subscriptions = {
    identify: async () => ({ userId: 1, login: 'ada@example.com', accountNumber: '0001', methods: new Set(), modules: new Set() }),
    begin: async () => {
      await begins();
      return { document: parse('subscription { text }'), results: endless() };
    },
  };
  const app = Fastify();
  const formatErrors = () => [];
  app.route({ method: 'GET', url: '/graphql/stream', handler: createEventStreams({ subscriptions, formatErrors }).handler });
  const schema = buildSchema('type Query { text: String } type Subscription { text: String }');
  const close = serveWebSockets(app.server, { path: '/graphql', schema, subscriptions, formatErrors, report: () => {} });
  const url = await app.listen({ port: 0 });
  return { url, http: app.server, taken, [Symbol.asyncDispose]: async () => (close(), app.close()) };
}

describe('results that a client does not take', () => {
  it('are not produced for an event stream, until it goes', async () => {
    await using served = await serveEndless();
    // Node types the arguments of no event.
    const [response] = (await once(request(`${served.url}/graphql/stream?query=x`, { agent: false }).end(), 'response')) as [IncomingMessage];
    await setTimeout(300);
    expect(served.taken.count).toBeLessThan(1000);
    response.destroy();
    await served.taken.ended.promise;
  });

  it('end for an event stream whose client has gone before it began', async () => {
    const asked = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    await using served = await serveEndless(() => (asked.resolve(), gone.promise));
    served.http.once('connection', (socket: Socket) => socket.once('close', () => setImmediate(gone.resolve)));
    const client = request(`${served.url}/graphql/stream?query=x`, { agent: false }).on('error', () => {});
    client.end();
    await asked.promise;
    client.destroy();
    await expect(served.taken.ended.promise).resolves.toBeUndefined();
  });

  it('are not produced for a WebSocket, until it goes', async () => {
    await using served = await serveEndless();
    const socket = new WebSocket(`${served.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init' }));
    await once(socket, 'message');
    socket.pause();
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { text }' } }));
    await setTimeout(300);
    expect(served.taken.count).toBeGreaterThan(0);
    expect(served.taken.count).toBeLessThan(1000);
    socket.terminate();
    await served.taken.ended.promise;
  });
});
