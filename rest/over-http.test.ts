import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { mcc } from './mcc.ts';
import { overHttp } from './over-http.ts';
import { reporting } from './reporting.ts';

const caller = { token: 'mine', accountNumber: '0001' };
const { getOrigin, listEdgeCnames, purge } = mcc;
const dates = { begindate: '2015-05-17', enddate: '2015-05-18' };

let closing = new AsyncDisposableStack();
afterEach(close);

/** Stops what the test has started. */
async function close(): Promise<void> {
  await closing.disposeAsync();
  closing = new AsyncDisposableStack();
}

/** A service that answers every request so. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on TCP has an address of this form.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (status: number, text: string) => serve((_request, response) => void response.writeHead(status).end(text));

const callTo = (url: string, timeoutMs = 10_000) => overHttp(url, { timeoutMs });

describe('a call over HTTP', () => {
  it('puts the account and parameters into the path, the rest into the query, lists separated by commas', async () => {
    const url = await serve(({ url: path, method, headers }, response) => {
      expect(headers).toMatchObject({ accept: 'application/json', authorization: 'TOK:mine' });
      expect([method, path]).toEqual([
        'GET',
        `/v2/reporting/customers/0001/traffic?begindate=2015-05-17&enddate=2015-05-18&cnameids=1%2C2`,
      ]);
      response.end('[]');
    });
    expect(await callTo(url)(reporting.getTraffic, { ...dates, cnameids: [1, 2], originids: undefined }, caller)).toEqual([]);
  });

  it('keeps what would lead to another path in its segment', async () => {
    const url = await serve(({ url: path }, response) => {
      expect(path).toBe('/v2/mcc/customers/..%2F..%3F/origins/httplarge/1');
      response.end();
    });
    expect(await callTo(url)(getOrigin, { platform: 'httplarge', id: 1 }, { ...caller, accountNumber: '../..?' })).toBeNull();
  });

  it('reads an empty body as null', async () => {
    expect(await callTo(await answering(200, ''))(getOrigin, { platform: 'adn', id: 1 }, caller)).toBeNull();
  });

  it('reads integers beyond 2^53 exactly', async () => {
    const url = await answering(200, '{"Bytes":18446744073709551617}');
    expect(await callTo(url)(reporting.getBytesTransferred, dates, caller)).toEqual({ Bytes: 2n ** 64n + 1n });
  });

  it('rejects with the refusal of the service, its problems and details', async () => {
    const url = await answering(
      409,
      '{"Message":"Taken","Problems":[{"Path":"Name","Message":"is taken."}],"SavedBy":"ada@example.com"}',
    );
    await expect(callTo(url)(purge, { body: {} }, caller)).rejects.toMatchObject({
      name: 'RestError',
      status: 409,
      message: 'Taken',
      problems: [{ path: 'Name', message: 'is taken.' }],
      details: { SavedBy: 'ada@example.com' },
    });
  });

  describe('rejects with 502', () => {
    const broken = {
      name: 'RestError',
      status: 502,
      message: 'The mcc service answered with something other than its contract.',
    };

    it.each([
      ['HTML', 200, '<html></html>'],
      ['JSON that breaks off', 200, '[{"Name":"a'],
      ['members that the contract does not have so', 200, '[{"Name":1}]'],
      ['nothing where something is due', 200, ''],
      ['an error page', 500, '<h1>Internal Server Error</h1>'],
      ['an error without a message', 404, '{}'],
      ['another success than 200', 204, ''],
      ['a redirection', 302, ''],
    ])('at %s', async (_what, status, text) => {
      await expect(callTo(await answering(status, text))(listEdgeCnames, { platform: 'adn' }, caller)).rejects.toMatchObject(
        broken,
      );
    });
  });

  describe('rejects with 503', () => {
    const unreachable = { name: 'RestError', status: 503, message: "The mcc service can't be reached." };
    const list = (url: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
      callTo(url, more.timeoutMs)(listEdgeCnames, { platform: 'adn' }, { ...caller, signal: more.signal });

    it('when nobody listens', async () => {
      const url = await answering(200, '');
      await close();
      await expect(list(url)).rejects.toMatchObject(unreachable);
    });

    it('when no answer comes in time', async () => {
      await expect(list(await serve(() => {}), { timeoutMs: 20 })).rejects.toMatchObject(unreachable);
    });

    it('when the answer does not end in time', async () => {
      const url = await serve((_request, response) => void response.write('['));
      await expect(list(url, { timeoutMs: 200 })).rejects.toMatchObject(unreachable);
    });

    it('when the connection breaks off amid the answer', async () => {
      const url = await serve((_request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('[');
        setImmediate(() => response.destroy());
      });
      await expect(list(url)).rejects.toMatchObject(unreachable);
    });

    it('when its caller has gone', async () => {
      const gone = new AbortController();
      const url = await serve(() => gone.abort());
      await expect(list(url, { signal: gone.signal })).rejects.toMatchObject(unreachable);
    });

    it('when its caller had gone before', async () => {
      await expect(list(await answering(200, '[]'), { signal: AbortSignal.abort() })).rejects.toMatchObject(unreachable);
    });
  });
});
