import { describe, expect, it } from 'vitest';
import { startEdge, startOrigin } from './edge.fixture.ts';
import { requestedRange } from './range.ts';

const stored = { fields: { 'cache-control': 'max-age=100', etag: '"1"' }, body: '0123456789' };

describe('RFC 9110, 14.2: a range of a stored response', () => {
  it.each([
    ['bytes=0-1', '01', 'bytes 0-1/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=5-100', '56789', 'bytes 5-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
  ])('of %s is %s', async (range, body, contentRange) => {
    await using origin = await startOrigin(() => stored);
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect(await edge.get('/', { range })).toMatchObject({
      status: 206,
      body,
      fields: { 'content-range': contentRange, 'content-length': String(body.length) },
    });
    expect(origin.requests).toHaveLength(1);
  });

  it('has the fields of the stored response', async () => {
    await using origin = await startOrigin(() => ({ ...stored, fields: { ...stored.fields, 'x-a': '1' } }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect((await edge.get('/', { range: 'bytes=0-1' })).fields).toMatchObject({ 'x-a': '1', etag: '"1"' });
  });

  it.each(['bytes=10-', 'bytes=-0'])('of %s is answered 416', async (range) => {
    await using origin = await startOrigin(() => stored);
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect(await edge.get('/', { range })).toMatchObject({ status: 416, body: '', fields: { 'content-range': 'bytes */10' } });
  });

  it.each(['bytes=0-1,4-5', 'bytes=3-1', 'lines=0-1', 'bytes=-'])('of %s is the whole', async (range) => {
    await using origin = await startOrigin(() => stored);
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect(await edge.get('/', { range })).toMatchObject({ status: 200, body: '0123456789' });
  });

  it('is cut from the answer to a validation', async () => {
    await using origin = await startOrigin(() => ({
      fields: { ...stored.fields, 'cache-control': 'no-cache', 'content-length': '10' },
      body: stored.body,
    }));
    await using edge = await startEdge(origin);
    await edge.get('/');
    expect(await edge.get('/', { range: 'bytes=2-4' })).toMatchObject({ status: 206, body: '234' });
    expect(origin.requests.map(({ fields }) => fields.range)).toEqual([undefined, undefined]);
  });
});

describe('RFC 9110, 13.1.5: If-Range', () => {
  const response = { etag: '"1"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' };
  const range = 'bytes=0-1';

  it('lets a range through that is of the same state', () => {
    expect(requestedRange({ range, 'if-range': '"1"' }, response, 10)).toEqual({ first: 0, last: 1 });
    expect(requestedRange({ range, 'if-range': response['last-modified'] }, response, 10)).toEqual({ first: 0, last: 1 });
  });

  it('asks for the whole of another state, or of one that is told weakly', () => {
    expect(requestedRange({ range, 'if-range': '"2"' }, response, 10)).toBe('whole');
    expect(requestedRange({ range, 'if-range': 'W/"1"' }, { etag: 'W/"1"' }, 10)).toBe('whole');
    expect(requestedRange({ range, 'if-range': 'Tue, 02 Jan 2024 00:00:00 GMT' }, response, 10)).toBe('whole');
  });
});

describe('RFC 9111, 3.3: a range of what is not stored', () => {
  it('comes from the origin, and is not stored', async () => {
    await using origin = await startOrigin(({ fields }) =>
      fields.range === undefined
        ? stored
        : { status: 206, fields: { ...stored.fields, 'content-range': 'bytes 0-1/10' }, body: '01' },
    );
    await using edge = await startEdge(origin);
    expect(await edge.get('/', { range: 'bytes=0-1' })).toMatchObject({ status: 206, body: '01' });
    expect(await edge.get('/')).toMatchObject({ status: 200, body: '0123456789' });
  });
});
