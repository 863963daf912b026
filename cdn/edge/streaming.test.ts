import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { startEdge, startOrigin, startRawOrigin } from './edge.fixture.ts';

const chunk = Buffer.alloc(64 * 1024, 'x');

describe('a body longer than what may be stored', () => {
  it('passes whole and is not stored', async () => {
    const body = Buffer.alloc(3_000_000, 'y');
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' }, body }));
    await using edge = await startEdge(origin, { maxBytes: 8_000_000 });
    for (const _ of [1, 2]) expect((await edge.get('/')).body.length).toBe(body.length);
    expect(origin.requests).toHaveLength(2);
  });

  it('is not asked of the origin faster than the client reads', async () => {
    let written = 0;
    await using origin = await startRawOrigin((_, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=100' });
      const pump = () => {
        let flowing = true;
        while (flowing && written < 4000 * chunk.length) {
          flowing = response.write(chunk);
          written += chunk.length;
        }
      };
      response.on('drain', pump);
      pump();
    });
    await using edge = await startEdge(origin, { maxBytes: 8_000_000 });
    const { port, hostname } = new URL(edge.url);
    const client = connect(Number(port), hostname).pause();
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    // Stands still once every buffer between is full, which is far below the 262 MB that it has to send.
    let before = -1;
    await vi.waitFor(
      () => {
        const stands = written === before && written > 0;
        before = written;
        expect(stands).toBe(true);
      },
      { interval: 90, timeout: 15_000 },
    );
    expect(written).toBeLessThan(100_000_000);
    client.destroy();
    await once(client, 'close');
  });
});

describe('a client that leaves', () => {
  it('ends the request at the origin', async () => {
    let closed = false;
    await using origin = await startRawOrigin((_, response) => {
      response.on('close', () => (closed = true));
      response.writeHead(200).write('begun');
    });
    await using edge = await startEdge(origin);
    const answer = await fetch(`${edge.url}/`);
    await answer.body?.cancel();
    await vi.waitFor(() => expect(closed).toBe(true));
    await vi.waitFor(() => expect(edge.events[0]?.error).toBe('The client closed the connection.'));
  });
});

describe('an answer that breaks off', () => {
  it('breaks off at the client too, and is not stored', async () => {
    let requests = 0;
    await using origin = await startRawOrigin((_, response) => {
      requests += 1;
      response.writeHead(200, { 'cache-control': 'max-age=100', 'content-length': '10' });
      if (requests === 1) response.write('01234', () => response.destroy());
      else response.end('0123456789');
    });
    await using edge = await startEdge(origin);
    await expect(fetch(`${edge.url}/`).then((answer) => answer.text())).rejects.toThrow('terminated');
    expect((await edge.get('/')).body).toBe('0123456789');
  });
});

describe('memory', () => {
  it('keeps to its bound under ten times more content', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' }, body: chunk }));
    await using edge = await startEdge(origin, { maxBytes: 16 * chunk.length });
    for (let number = 0; number < 160; number += 1) await edge.get(`/${number}`);
    expect(edge.edge.count([{ site: 'site', target: { kind: 'site' } }])).toBeLessThanOrEqual(16);
    expect(edge.edge.count([{ site: 'site', target: { kind: 'site' } }])).toBeGreaterThan(10);
    await edge.get('/159');
    expect(origin.requests).toHaveLength(160);
  });
});
