import { randomBytes } from 'node:crypto';
import { request } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { CodedBodies } from './coding.ts';
import { cacheRule, type OriginAnswer, siteOf, startEdge, startOrigin, startRawOrigin, type TestEdge } from './edge.fixture.ts';
import type { Site } from './site.ts';

const text = 'All work and no play makes an edge a dull cache. '.repeat(100);
const page: OriginAnswer = { fields: { 'cache-control': 'max-age=100', 'content-type': 'text/html; charset=utf-8', etag: '"1"', 'accept-ranges': 'bytes' }, body: text };
const plain = { status: 200, coding: undefined, etag: '"1"', vary: 'Accept-Encoding', text };

async function compressing(answer: OriginAnswer | (() => OriginAnswer) = page, site: Partial<Site> = {}) {
  const origin = await startOrigin(() => (typeof answer === 'function' ? answer() : answer));
  const edge = await startEdge(origin, { sites: [siteOf(origin, { compressedTypes: ['text/html'], ...site })] });
  return {
    origin,
    edge,
    [Symbol.asyncDispose]: async () => {
      await edge[Symbol.asyncDispose]();
      await origin[Symbol.asyncDispose]();
    },
  };
}

/** What a client reads, decoded, and how it was coded. */
async function read(edge: TestEdge, fields: Readonly<Record<string, string>> = {}, path = '/', method: 'GET' | 'HEAD' = 'GET') {
  const { statusCode: status, headers, body } = await request(edge.url + path, { method, headers: fields });
  const bytes = Buffer.from(await body.arrayBuffer());
  const coding = headers['content-encoding'];
  const decoded = bytes.length === 0 ? bytes : coding === 'br' ? brotliDecompressSync(bytes) : coding === 'gzip' ? gunzipSync(bytes) : bytes;
  return {
    status,
    coding,
    etag: headers.etag,
    vary: headers.vary,
    length: headers['content-length'],
    ranges: headers['accept-ranges'],
    cache: String(headers['cache-status']),
    bytes: bytes.length,
    text: decoded.toString(),
  };
}

describe('RFC 9110, 12.5.3: the coding of a response', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
  ])('for Accept-Encoding: %s is %s, from the origin and from the cache', async (accepted, coding) => {
    await using it = await compressing();
    const fields = { 'accept-encoding': accepted };
    const answers = [await read(it.edge, fields), await read(it.edge, fields)];
    for (const answer of answers) {
      expect(answer).toMatchObject({ ...plain, coding, etag: 'W/"1"', ranges: undefined });
      expect(answer.bytes).toBeLessThan(text.length / 5);
    }
    expect(answers[1]).toMatchObject({ cache: expect.stringMatching(/;hit/), length: String(answers[1]?.bytes) });
    expect(it.origin.requests).toHaveLength(1);
  });

  it.each(['gzip;q=0.5, identity', 'gzip;q=0', 'identity;q=0', 'deflate', ''])('for Accept-Encoding: %s is none', async (accepted) => {
    await using it = await compressing();
    for (const _ of [1, 2]) expect(await read(it.edge, { 'accept-encoding': accepted })).toMatchObject(plain);
  });
});

describe('a response is left as it is', () => {
  const gzip = { 'accept-encoding': 'gzip' };

  it.each<[string, OriginAnswer]>([
    ['whose type the site does not name', { ...page, fields: { ...page.fields, 'content-type': 'text/css' } }],
    ['without a type', { ...page, fields: { 'cache-control': 'max-age=100' } }],
    ['that is coded already', { ...page, fields: { ...page.fields, 'content-encoding': 'zstd' } }],
    ['that forbids it', { ...page, fields: { ...page.fields, 'cache-control': 'max-age=100, no-transform' } }],
    ['that is short', { ...page, fields: { ...page.fields, 'content-length': '1023' }, body: 'a'.repeat(1023) }],
    ['that is an error', { ...page, status: 404 }],
  ])('%s', async (_, answer) => {
    await using it = await compressing(answer);
    for (const _ of [1, 2]) {
      const { fields, body } = await it.edge.get('/', gzip);
      expect([fields['content-encoding'], fields.vary, body]).toEqual([answer.fields?.['content-encoding'], undefined, answer.body]);
    }
  });

  it.each<[string, Partial<Site>, Readonly<Record<string, string>>]>([
    ['if its site compresses none', { compressedTypes: [] }, {}],
    ['if its rule forbids it', { cacheRules: [cacheRule('*', 'max-age=100, no-transform')] }, {}],
    ['if the client forbids it', {}, { 'cache-control': 'no-transform' }],
  ])('%s', async (_, site, fields) => {
    await using it = await compressing(page, site);
    expect(await read(it.edge, { ...gzip, ...fields })).toMatchObject({ coding: undefined, text });
  });

  it('that coding does not make shorter, from the cache', async () => {
    await using it = await compressing({ ...page, body: randomBytes(4096) });
    await it.edge.edge.load({ site: 'site', host: 'a', url: '/' });
    expect(await read(it.edge, gzip)).toMatchObject({ coding: undefined, vary: 'Accept-Encoding', etag: '"1"', bytes: 4096 });
  });
});

describe('a coded response', () => {
  const gzip = { 'accept-encoding': 'gzip' };

  it('adds to what its origin varies by', async () => {
    await using it = await compressing({ ...page, fields: { ...page.fields, vary: 'Origin' } });
    expect((await read(it.edge, gzip)).vary).toBe('Origin, Accept-Encoding');
    await using already = await compressing({ ...page, fields: { ...page.fields, vary: 'accept-encoding' } });
    expect((await read(already.edge, gzip)).vary).toBe('accept-encoding');
  });

  it.each(['W/"1"', '"1"'])('is known to a client that holds %s', async (etag) => {
    await using it = await compressing();
    await read(it.edge, gzip);
    for (const accepted of [gzip, {}])
      expect(await read(it.edge, { ...accepted, 'if-none-match': etag })).toMatchObject({ status: 304, vary: 'Accept-Encoding', bytes: 0 });
  });

  it('tells HEAD what it tells GET', async () => {
    await using it = await compressing();
    expect(await read(it.edge, gzip, '/', 'HEAD')).toMatchObject({ status: 200, coding: 'gzip', etag: 'W/"1"', bytes: 0 });
    await read(it.edge, gzip);
    const { bytes: _, text: __, ...told } = await read(it.edge, gzip);
    expect(await read(it.edge, gzip, '/', 'HEAD')).toMatchObject(told);
  });

  it('is whole: parts are of the uncoded one', async () => {
    await using it = await compressing();
    await read(it.edge);
    expect(await read(it.edge, { ...gzip, range: 'bytes=0-3' })).toMatchObject({ status: 200, coding: 'gzip', text });
    expect(await read(it.edge, { range: 'bytes=0-3' })).toMatchObject({ status: 206, coding: undefined, text: 'All ', vary: 'Accept-Encoding' });
    expect(await read(it.edge, { range: 'bytes=0-3', 'if-range': 'W/"1"' })).toMatchObject({ status: 200, text });
  });

  it('keeps its form when it is validated', async () => {
    let status = 200;
    await using it = await compressing(() => ({ ...page, status, body: status === 200 ? text : '', fields: { ...page.fields, 'cache-control': 'max-age=0' } }));
    await read(it.edge, gzip);
    status = 304;
    expect(await read(it.edge, gzip)).toMatchObject({ coding: 'gzip', etag: 'W/"1"', text, length: expect.any(String) });
    expect(await read(it.edge)).toMatchObject(plain);
  });

  it('is counted in bytes as they are sent', async () => {
    await using it = await compressing();
    const sent = [(await read(it.edge, gzip)).bytes, (await read(it.edge, gzip)).bytes];
    await vi.waitFor(() => expect(it.edge.events).toHaveLength(2));
    expect(it.edge.events.map(({ bytes }) => bytes)).toEqual(sent);
    expect(it.edge.events[0]?.originBytes).toBe(text.length);
  });

  it('comes in pieces as its origin sends them', async () => {
    let end = () => undefined as unknown;
    await using origin = await startRawOrigin((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.write(text);
      end = () => response.end();
    });
    await using edge = await startEdge(origin, { sites: [siteOf(origin, { compressedTypes: ['text/html'] })] });
    const { body } = await request(edge.url, { headers: gzip });
    const first: Buffer = await new Promise((resolve) => body.once('data', resolve));
    expect(first.length).toBeGreaterThan(0);
    end();
    await body.dump();
  });

  it('breaks off if its origin does', async () => {
    await using origin = await startRawOrigin((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '100000' });
      response.write(text, () => response.destroy());
    });
    await using edge = await startEdge(origin, { sites: [siteOf(origin, { compressedTypes: ['text/html'] })] });
    await expect(edge.get('/', gzip)).rejects.toThrow('other side closed');
  });

  it('is made once, however many wait for it', () => {
    const [body, coded] = [Buffer.from(text), new CodedBodies()];
    expect(coded.make('gzip', body)).toBe(coded.make('gzip', body));
  });

  it('counts against the bound of the store', async () => {
    // Coded, it is still more than half as long.
    const hexadecimal = randomBytes(10_000).toString('hex');
    await using origin = await startOrigin(() => ({ ...page, body: hexadecimal }));
    const sites = [siteOf(origin, { compressedTypes: ['text/html'] })];
    await using edge = await startEdge(origin, { sites, maxBytes: 210_000, maxObjectBytes: 50_000 });
    const paths = Array.from({ length: 10 }, (_, index) => `/${index}`);
    const count = () => edge.edge.count([{ site: 'site', target: { kind: 'site' } }]);
    for (const path of paths) await edge.get(path);
    expect(count()).toBe(10);
    for (const path of paths) await read(edge, gzip, path);
    expect(count()).toBeLessThan(7);
  });
});
