import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startEdge, startRawOrigin } from './edge.fixture.ts';

/** The statuses of a GET's interim responses and of its answer. */
const statuses = (url: string) =>
  new Promise<(number | undefined)[]>((resolve, reject) => {
    const received: (number | undefined)[] = [];
    request(url, (answer) => answer.resume().once('end', () => resolve([...received, answer.statusCode])))
      .on('information', ({ statusCode }) => received.push(statusCode))
      .once('error', reject)
      .end();
  });

describe('RFC 9110, 15.2: interim responses', () => {
  it('pass to the client, and the final one is stored', async () => {
    let requests = 0;
    await using origin = await startRawOrigin((_, response) => {
      requests += 1;
      response.writeProcessing();
      response.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' });
      response.writeHead(200, { 'cache-control': 'max-age=100' }).end('x');
    });
    await using edge = await startEdge(origin);
    expect(await statuses(edge.url)).toEqual([102, 103, 200]);
    expect(await statuses(edge.url)).toEqual([200]);
    expect(requests).toBe(1);
  });

  it('pass while a stored response is validated', async () => {
    await using origin = await startRawOrigin((message, response) => {
      response.writeProcessing();
      response
        .writeHead(message.headers['if-none-match'] === '"1"' ? 304 : 200, { 'cache-control': 'no-cache', etag: '"1"' })
        .end();
    });
    await using edge = await startEdge(origin);
    await statuses(edge.url);
    expect(await statuses(edge.url)).toEqual([102, 200]);
  });

  it('that can not be read are left out', async () => {
    await using origin = await startRawOrigin((_, response) => {
      response.socket?.write('HTTP/1.1 103 Early Hints\r\nlink: what\r\n\r\n');
      response.end('x');
    });
    await using edge = await startEdge(origin);
    expect(await statuses(edge.url)).toEqual([200]);
  });
});
