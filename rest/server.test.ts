import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createDoor, implement, type Handlers } from './door.ts';
import { reporting } from './reporting.ts';
import { serveRoutes } from './server.ts';

const viewer: Viewer = {
  userId: 7,
  login: 'ada@example.com',
  accountNumber: '0001',
  methods: new Set(['GET']),
  modules: new Set(['REPORTS', 'CORE_REPORTS']),
};
const routes = { getBytesTransferred: reporting.getBytesTransferred };
const url = '/v2/reporting/customers/0001/bytestransferred?begindate=2015-05-17&enddate=2015-05-18';

let closing = new AsyncDisposableStack();
afterEach(async () => {
  await closing.disposeAsync();
  closing = new AsyncDisposableStack();
});

/** What the server answers with this handler, what the door has reported and what the server has logged. */
async function ask(getBytesTransferred: Handlers<typeof routes>['getBytesTransferred']) {
  const reported: unknown[] = [];
  const logged: string[] = [];
  const http = Fastify({ logger: { level: 'error', stream: { write: (line: string) => void logged.push(line) } } });
  closing.defer(() => http.close());
  const door = createDoor(
    async () => viewer,
    [implement(routes, { getBytesTransferred })],
    (cause) => void reported.push(cause),
  );
  await http.register(serveRoutes, { door, routes: Object.values(routes) });
  const { statusCode, body } = await http.inject({ url, headers: { authorization: 'TOK:mine' } });
  return { statusCode, body, reported, logged };
}

describe('the server of the routes', () => {
  it('writes integers beyond 2^53 as JSON numbers', async () => {
    expect(await ask(() => ({ Bytes: 2n ** 64n + 1n }))).toMatchObject({
      statusCode: 200,
      body: '{"Bytes":18446744073709551617}',
    });
  });

  it('hides the cause of a fault from the client', async () => {
    const cause = new Error('SQLITE_BUSY: select secret from tokens');
    const answer = await ask(() => Promise.reject(cause));
    expect(answer).toMatchObject({ statusCode: 500, body: '{"Message":"Operation Error"}', reported: [cause], logged: [] });
  });

  it('logs a fault of its own, which the door does not see', async () => {
    const unwritable = {
      get Bytes(): bigint {
        throw new Error('secret');
      },
    };
    const { statusCode, body, reported, logged } = await ask(() => unwritable);
    expect({ statusCode, body, reported }).toEqual({ statusCode: 500, body: '{"Message":"Operation Error"}', reported: [] });
    expect(logged).toEqual([expect.stringContaining('secret')]);
  });
});
