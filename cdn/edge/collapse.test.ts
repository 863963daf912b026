import { describe, expect, it, vi } from 'vitest';
import { type OriginAnswer, startEdge, startOrigin, startRawOrigin } from './edge.fixture.ts';

/** An origin whose answers wait until `release`. */
async function holding(answer: (number: number) => OriginAnswer) {
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const origin = await startOrigin(async (_, number) => {
    await held;
    return answer(number);
  });
  return { origin, release };
}

describe('requests for one URL at once', () => {
  it('are one request at the origin if the answer can be stored', async () => {
    const { origin, release } = await holding(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    await using _ = origin;
    await using edge = await startEdge(origin);
    const asked = Array.from({ length: 20 }, () => edge.get('/'));
    await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
    release();
    expect(new Set((await Promise.all(asked)).map(({ body }) => body))).toEqual(new Set(['answer 1']));
    expect(origin.requests).toHaveLength(1);
  });

  it('ask each for itself once the answer proves not to be storable', async () => {
    const { origin, release } = await holding(() => ({ fields: { 'cache-control': 'no-store' } }));
    await using _ = origin;
    await using edge = await startEdge(origin);
    const asked = Array.from({ length: 5 }, () => edge.get('/'));
    await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
    release();
    expect(new Set((await Promise.all(asked)).map(({ body }) => body)).size).toBe(5);
  });

  it('go on when such an answer begins, before it ends', async () => {
    let requests = 0;
    await using origin = await startRawOrigin((_, response) => {
      requests += 1;
      // The first never ends.
      if (requests === 1) response.writeHead(200, { 'cache-control': 'no-store' }).write('begun');
      else response.end('complete');
    });
    await using edge = await startEdge(origin);
    const first = fetch(`${edge.url}/`);
    await vi.waitFor(() => expect(requests).toBe(1));
    expect((await edge.get('/')).body).toBe('complete');
    await (await first).body?.cancel();
  });

  it('go on when the first fails, and when its client leaves', async () => {
    let requests = 0;
    await using origin = await startRawOrigin((request, response) => {
      requests += 1;
      if (requests === 1) setImmediate(() => request.socket.destroy());
      else if (requests > 2) response.writeHead(200, { 'cache-control': 'max-age=100' }).end('complete');
    });
    await using edge = await startEdge(origin);
    expect((await edge.get('/')).status).toBe(502);
    const leaving = new AbortController();
    const left = fetch(`${edge.url}/`, { signal: leaving.signal }).catch(() => 'left');
    await vi.waitFor(() => expect(requests).toBe(2));
    const following = edge.get('/');
    leaving.abort();
    expect(await left).toBe('left');
    expect((await following).body).toBe('complete');
  });

  it('are apart if they vary', async () => {
    const { origin, release } = await holding((number) => ({
      fields: { 'cache-control': 'max-age=100', vary: 'foo' },
      body: String(number),
    }));
    await using _ = origin;
    await using edge = await startEdge(origin);
    const asked = ['1', '2', '1', '2'].map((foo) => edge.get('/', { foo }));
    await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
    release();
    const [a, b, c, d] = (await Promise.all(asked)).map(({ body }) => body);
    expect(a).toBe(c);
    expect(b).not.toBe(a);
    expect(d).not.toBe(a);
  });
});
