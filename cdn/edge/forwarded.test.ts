import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { siteOf, siteOrigin, startEdge, startOrigin, startRawOrigin } from './edge.fixture.ts';

describe('RFC 9110, 7.6: a forwarded request', () => {
  it('tells for whom and by whom', async () => {
    await using origin = await startOrigin(() => ({}));
    await using edge = await startEdge(origin);
    await edge.get('/', { host: 'www.example.com', 'x-forwarded-for': '192.0.2.1', via: '1.0 other' });
    expect(origin.requests[0]?.fields).toMatchObject({
      host: new URL(origin.url).host,
      via: '1.0 other, 1.1 edgegraph',
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'x-forwarded-host': 'www.example.com',
      'x-forwarded-proto': 'http',
    });
  });

  it('carries no field of the connection', async () => {
    await using origin = await startOrigin(() => ({}));
    await using edge = await startEdge(origin);
    const { port } = new URL(edge.url);
    await new Promise<void>((resolve, reject) => {
      const headers = { connection: 'x-hop', 'x-hop': '1', 'x-end': '2', te: 'trailers', 'proxy-authorization': 'a' };
      request({ port, host: '127.0.0.1', headers }, (answer) => answer.resume().once('end', resolve))
        .once('error', reject)
        .end();
    });
    const fields = origin.requests[0]?.fields ?? {};
    expect([fields['x-hop'], fields.te, fields['proxy-authorization'], fields['x-end']]).toEqual([
      undefined,
      undefined,
      undefined,
      '2',
    ]);
  });

  it('carries method, path, query and body', async () => {
    await using origin = await startOrigin(() => ({ status: 201 }));
    await using edge = await startEdge(origin, { sites: [siteOf(origin, { origin: siteOrigin([origin.url], { path: '/customer' }) })] });
    expect((await edge.get('/a?b=%20', {}, 'PUT', 'the body')).status).toBe(201);
    expect(origin.requests[0]).toMatchObject({ method: 'PUT', url: '/customer/a?b=%20', body: 'the body' });
  });

  it('that comes back to its edge is answered 508', async () => {
    const sites = [siteOf({ url: 'http://127.0.0.1:1' })];
    await using edge = await startEdge({ url: '' }, { sites });
    edge.edge.configure([siteOf(edge)]);
    expect((await edge.get('/')).status).toBe(508);
  });
});

describe('RFC 9110, 15.6: an origin without an answer', () => {
  it('that refuses the connection gives 502, and its address is not told', async () => {
    await using edge = await startEdge({ url: 'http://127.0.0.1:1' });
    const answer = await edge.get('/');
    expect(answer).toMatchObject({
      status: 502,
      body: 'The origin of this site can not be reached. Try again later.\n',
      fields: { 'cache-control': 'no-store' },
    });
  });

  it('that closes the connection gives 502', async () => {
    await using origin = await startRawOrigin((message) => message.socket.destroy());
    await using edge = await startEdge(origin);
    expect((await edge.get('/')).status).toBe(502);
  });

  it('that is silent gives 504', async () => {
    await using origin = await startRawOrigin(() => undefined);
    await using edge = await startEdge(origin, { originTimeoutMs: 50 });
    expect((await edge.get('/')).status).toBe(504);
  });

  it('gives the answer of the next origin', async () => {
    await using origin = await startOrigin(() => ({}));
    await using edge = await startEdge(origin, { sites: [siteOf(origin, { origin: siteOrigin(['http://127.0.0.1:1', origin.url]) })] });
    expect((await edge.get('/', {}, 'POST', 'body')).body).toBe('answer 1');
    expect(origin.requests[0]?.body).toBe('body');
  });

  it('is not asked again for what may have had an effect', async () => {
    let requests = 0;
    await using origin = await startRawOrigin((message) => {
      requests += 1;
      message.socket.destroy();
    });
    await using edge = await startEdge(origin, { sites: [siteOf(origin, { origin: siteOrigin([origin.url, origin.url]) })] });
    expect((await edge.get('/', {}, 'POST', 'body')).status).toBe(502);
    expect(requests).toBe(1);
    expect((await edge.get('/')).status).toBe(502);
    expect(requests).toBe(3);
  });
});

describe('several origins, round robin', () => {
  it('take turns', async () => {
    await using first = await startOrigin(() => ({ body: 'first' }));
    await using second = await startOrigin(() => ({ body: 'second' }));
    await using edge = await startEdge(first, {
      sites: [siteOf(first, { origin: siteOrigin([first.url, second.url], { balance: 'round-robin' }) })],
    });
    const bodies: string[] = [];
    for (const path of ['/1', '/2', '/3']) bodies.push((await edge.get(path)).body);
    expect(bodies).toEqual(['first', 'second', 'first']);
  });
});
