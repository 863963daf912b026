import { describe, expect, it } from 'vitest';
import { askTwice, date, startEdge, startOrigin } from './edge.fixture.ts';

const reused = async (...fields: Parameters<typeof askTwice>) => (await askTwice(...fields)).reused;

describe('RFC 9111, 3: storing responses', () => {
  it.each([
    ['no-store', { 'cache-control': 'no-store, max-age=100' }],
    ['No-StOrE', { 'cache-control': 'No-StOrE, max-age=100' }],
    ['no-store beside Expires', { 'cache-control': 'no-store', expires: date(100) }],
    ['private', { 'cache-control': 'private, max-age=100' }],
    ['no-cache', { 'cache-control': 'no-cache, max-age=100' }],
    ['No-CaChE beside Expires', { 'cache-control': 'max-age=100, No-CaChE', expires: date(100) }],
    ['a cookie being set', { 'cache-control': 'max-age=100', 'set-cookie': 'a=b' }],
  ])('answers no second request after %s', async (_, fields) => {
    expect(await reused(fields)).toBe(false);
  });

  it.each([200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599])(
    'stores status %i if it says how long',
    async (status) => {
      await using origin = await startOrigin(() => ({
        status,
        fields: { 'cache-control': 'max-age=100' },
        body: status === 204 ? '' : 'x',
      }));
      await using edge = await startEdge(origin);
      await edge.get('/');
      expect((await edge.get('/')).status).toBe(status);
      expect(origin.requests).toHaveLength(1);
    },
  );

  it('keeps queries apart', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    await using edge = await startEdge(origin);
    const bodies = [await edge.get('/?a=1'), await edge.get('/?a=2'), await edge.get('/?a=1')].map(({ body }) => body);
    expect(bodies).toEqual(['answer 1', 'answer 2', 'answer 1']);
  });

  it('answers HEAD from what GET stored', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100', 'content-length': '8' } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    const head = await edge.get('/', {}, 'HEAD');
    expect([head.status, head.fields['content-length'], head.body]).toEqual([200, '8', '']);
    expect(origin.requests).toHaveLength(1);
  });

  it('never answers GET from what HEAD brought', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' }, body: 'x' }));
    await using edge = await startEdge(origin);
    await edge.get('/', {}, 'HEAD');
    expect((await edge.get('/')).body).toBe('x');
  });
});

const timesAsked = async (status: number, fields: Readonly<Record<string, string>>): Promise<number> => {
  await using origin = await startOrigin(() => ({ status, fields }));
  await using edge = await startEdge(origin);
  for (const _ of [1, 2]) expect((await edge.get('/')).fields['cache-control']).toBe(fields['cache-control']);
  return origin.requests.length;
};

describe('RFC 9111, 5.2.2.3: must-understand', () => {
  it('lets a status be stored that this cache knows, whatever no-store says', async () => {
    expect(await timesAsked(200, { 'cache-control': 'no-store, max-age=100, must-understand' })).toBe(1);
    expect(await timesAsked(404, { 'cache-control': 'Must-Understand,max-age=100,No-Store' })).toBe(1);
  });

  it('lets no other status be stored', async () => {
    expect(await timesAsked(599, { 'cache-control': 'max-age=100, no-store, must-understand' })).toBe(2);
    expect(await timesAsked(599, { 'cache-control': 'max-age=100, must-understand', expires: date(100) })).toBe(2);
  });
});

describe('RFC 6585: an answer about the client or the network', () => {
  it.each([428, 429, 431, 511])('%i is not stored', async (status) => {
    expect(await timesAsked(status, { 'cache-control': 'max-age=100', expires: date(100) })).toBe(2);
  });

  it('keeps what is stored', async () => {
    const stored = { fields: { 'cache-control': 'no-cache', etag: '"1"' }, body: 'stored' };
    await using origin = await startOrigin((_, number) => (number === 1 ? stored : { status: number === 2 ? 429 : 304 }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/')).status).toBe(429);
    expect((await edge.get('/')).body).toBe('stored');
  });
});

describe('RFC 9111, 3.1: fields that are stored', () => {
  it('are those of the message, known or not', async () => {
    const fields = {
      'clear-site-data': '"cache"',
      'content-encoding': 'unheard-of',
      'content-location': '/other',
      'content-md5': 'rL0Y20zC+Fzt72VPzMSk2A==',
      'content-range': 'items 0-1/2',
      'content-security-policy': "default-src 'self'",
      'content-type': 'text/plain;charset=utf-8',
      etag: '"1"',
      expires: date(100),
      'public-key-pins': 'max-age=1',
      'set-cookie2': 'a=b',
      'x-content-foo': '1',
      'x-frame-options': 'deny',
      'x-xss-protection': '1; mode=block',
    };
    const { answers, reused } = await askTwice({ 'cache-control': 'max-age=100', ...fields });
    expect(reused).toBe(true);
    expect(answers[1].fields).toMatchObject(fields);
  });
});

describe('RFC 9111, 3.1: fields that are not stored', () => {
  it('are those of a connection', async () => {
    const fields = {
      'proxy-authenticate': 'Basic',
      'proxy-authentication-info': 'a=1',
      'proxy-authorization': 'Basic eDp5',
      'proxy-connection': 'close',
      te: 'trailers',
      upgrade: 'other',
    };
    const { answers, reused } = await askTwice({ 'cache-control': 'max-age=100', 'keep-alive': 'timeout=77', ...fields });
    expect(reused).toBe(true);
    for (const name of Object.keys(fields)) expect(answers[1].fields[name]).toBeUndefined();
    expect(answers[1].fields['keep-alive']).not.toBe('timeout=77');
  });

  it('are those that Connection names', async () => {
    const { answers } = await askTwice({ 'cache-control': 'max-age=100', connection: 'x-hop', 'x-hop': '1', 'x-end': '2' });
    expect(answers.map(({ fields }) => [fields['x-hop'], fields['x-end']])).toEqual([
      [undefined, '2'],
      [undefined, '2'],
    ]);
  });

  it('are those that no-cache and private name', async () => {
    const { answers, reused } = await askTwice({
      'cache-control': 'max-age=100, no-cache="x-a", private="x-b"',
      'x-a': '1',
      'x-b': '2',
      'x-c': '3',
    });
    expect(reused).toBe(true);
    const { fields } = answers[1];
    expect([fields['x-a'], fields['x-b'], fields['x-c']]).toEqual([undefined, undefined, '3']);
  });
});

describe('RFC 9111, 3.5: responses to requests with Authorization', () => {
  const request = { authorization: 'Basic eDp5' };

  it('are not stored by max-age alone', async () => {
    expect(await reused({ 'cache-control': 'max-age=100' }, request, request)).toBe(false);
  });

  it.each(['public, max-age=100', 's-maxage=100', 'must-revalidate, max-age=100'])('are stored by %s', async (control) => {
    expect(await reused({ 'cache-control': control }, request, request)).toBe(true);
  });
});
