import { once } from 'node:events';
import { type IncomingMessage, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { RestError } from '@edgegraph/rest/error.ts';
import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { type ExportFile, exportsPath } from './exports.ts';
import { type Row, fileFormats } from './formats.ts';
import { serveExports } from './server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

/** A server whose only export has these pages; notes what was recorded. */
async function serving(pages: () => AsyncIterable<readonly Row[]>) {
  const app = Fastify();
  const recorded: string[] = [];
  const open = async (signed: string): Promise<ExportFile> => {
    if (signed !== 'good') throw new RestError(410, 'This link has expired.');
    return { name: 'a.csv', accountNumber: '0001', format: fileFormats.CSV, columns: ['n'], pages: pages(), record: async () => void recorded.push(signed) };
  };
  await serveExports(app, { open });
  await app.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => app.close());
  const { port } = app.server.address() as AddressInfo; // it listens on TCP
  return { url: `http://127.0.0.1:${port}${exportsPath}`, recorded, app };
}

async function* three() {
  yield [{ n: 1 }];
  yield [{ n: 2 }, { n: 3 }];
}

async function answerOf(url: string): Promise<IncomingMessage> {
  const [response] = await once(get(url, { agent: false }), 'response');
  return response;
}

describe('an export', () => {
  it('comes as a file that nobody stores, sniffs or is told of, and is recorded', async () => {
    const { url, recorded } = await serving(three);
    const response = await fetch(`${url}good`);
    expect(await response.text()).toBe('n\r\n1\r\n2\r\n3\r\n');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="a.csv"',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'text/csv; charset=utf-8; header=present',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(recorded).toEqual(['good']);
  });

  it('has its header row where there are no rows', async () => {
    const { url } = await serving(async function* () {
      yield [];
    });
    expect(await (await fetch(`${url}good`)).text()).toBe('n\r\n');
  });

  it('is answered with what is wrong, in words and not to be stored', async () => {
    const { url, recorded } = await serving(three);
    const response = await fetch(`${url}bad`);
    expect([response.status, await response.text(), response.headers.get('cache-control')]).toEqual([410, 'This link has expired.\n', 'no-store']);
    expect(recorded).toEqual([]);
  });

  it.each(['HEAD', 'POST', 'DELETE', 'PROPFIND'])('is not asked for by %s', async (method) => {
    const { url, recorded } = await serving(three);
    const response = await fetch(`${url}good`, { method });
    expect([response.status, response.headers.get('allow'), recorded]).toEqual([405, 'GET', []]);
  });

  it('that fails before its first row is answered with a status, and its cause is not told', async () => {
    const { url, recorded } = await serving(async function* () {
      yield* [];
      throw new Error('SELECT secret');
    });
    const response = await fetch(`${url}good`);
    expect([response.status, await response.text()]).toEqual([500, 'The export could not be made; try again later.\n']);
    expect(recorded).toEqual([]);
  });

  it('that fails midway does not look complete', async () => {
    const { url } = await serving(async function* () {
      yield [{ n: 1 }];
      throw new Error('gone');
    });
    const response = await fetch(`${url}good`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('is read no faster than its client takes it, and no further once it has gone', async () => {
    let read = 0;
    const ended = Promise.withResolvers<void>();
    const { url } = await serving(async function* () {
      try {
        for (; ; read += 1) yield Array.from({ length: 1000 }, () => ({ n: 'x'.repeat(1000) }));
      } finally {
        ended.resolve();
      }
    });
    const response = await answerOf(`${url}good`);
    // Until the buffers of both sockets are full, a megabyte a page.
    for (let before = -1; before !== read; ) {
      before = read;
      for (let turns = 0; turns < 2000; turns += 1) await turn();
    }
    expect(read).toBeLessThan(64);
    response.destroy();
    await ended.promise;
    expect(read).toBeLessThan(64);
  });

  it('is one of four that a customer has on their way at a time', async () => {
    const { url } = await serving(async function* () {
      yield [{ n: 1 }];
      await new Promise(() => {});
    });
    const underWay = await Promise.all([1, 2, 3, 4].map(() => answerOf(`${url}good`)));
    const refused = await fetch(`${url}good`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    for (const response of underWay) response.destroy();
  });

  it('on its way does not hold the close of the server up', async () => {
    const { url, app } = await serving(async function* () {
      yield [{ n: 1 }];
      await new Promise(() => {});
    });
    const response = await answerOf(`${url}good`);
    response.on('error', () => {});
    const broken = new Promise((resolve) => response.on('close', resolve));
    response.resume();
    await app.close();
    await broken;
    expect(response.complete).toBe(false);
  });
});
