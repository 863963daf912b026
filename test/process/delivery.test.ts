import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOrigin } from '@edgegraph/cdn/edge/edge.fixture.ts';
import { expect, it, vi } from 'vitest';
import { ask, end, startProcess } from './process.ts';

const token = 'the-administrators-token';
const patient = { timeout: 30_000 };

/** Cache-Status of a GET with this Host field, which fetch would not send. */
const cacheStatusOf = (url: string, host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (answer) => answer.resume().once('end', () => resolve(String(answer.headers['cache-status']))))
      .once('error', reject)
      .end();
  });

it('what REST configures is served by the edge that the product started: a miss, a hit, after a purge a miss; and is reported', { timeout: 120_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=1000' } }));
  const product = await startProcess({ DATA_DIR: directory, ADMIN_TOKEN: token, SAMPLE_DATA: 'off', EDGE_PORT: '0', PRIVATE_ORIGINS: 'on' });
  let output = '';
  product.child.stdout?.on('data', (text: string) => void (output += text));
  const edge = await vi.waitFor(() => /The edge local-1 is ready: (\S+),/.exec(output)?.[1] ?? Promise.reject(new Error(output)), patient);
  const rest = async (method: string, path: string, body: object) => {
    const headers = { authorization: `TOK:${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${product.url}/v2/mcc/customers/0001/${path}`, { method, headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  };
  const { CustomerOriginId } = await rest('POST', 'origins/httplarge', {
    DirectoryName: 'here',
    HostHeader: new URL(origin.url).host,
    HttpHostnames: [{ Name: origin.url }],
    HttpLoadBalancing: 'RR',
  });
  await rest('POST', 'cnames', { DirPath: '', EnableCustomReports: 0, MediaTypeId: 3, Name: 'www.example.com', OriginId: CustomerOriginId, OriginType: 80 });

  await vi.waitFor(async () => expect(await cacheStatusOf(`${edge}/first`, 'www.example.com')).toContain('fwd=uri-miss'), patient);
  expect(await cacheStatusOf(`${edge}/first`, 'www.example.com')).toContain('hit');
  const { Id } = await rest('PUT', 'edge/purge', { MediaPath: 'http://www.example.com/first', MediaType: 3 });
  const isDone = 'query ($id: ID!) { customer { contentJob(id: $id) { status } } }';
  await vi.waitFor(async () => expect(await ask(product.url, token, isDone, { id: Id })).toMatchObject({ data: { customer: { contentJob: { status: 'DONE' } } } }), patient);
  expect(await cacheStatusOf(`${edge}/first`, 'www.example.com')).toContain('fwd=uri-miss');

  const traffic = '{ customer { traffic(range: { last: "PT1H" }) { total { requests hits } } } }';
  await vi.waitFor(async () => expect(await ask(product.url, token, traffic)).toMatchObject({ data: { customer: { traffic: { total: { requests: '3', hits: '1' } } } } }), patient);
  expect(await end(product, 'SIGTERM')).toBe(0);
  await rm(directory, { recursive: true });
});
