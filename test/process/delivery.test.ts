import { startOrigin } from '@edgegraph/cdn/edge/edge.fixture.ts';
import { expect, it, vi } from 'vitest';
import { patient, startDeliveringProduct } from './delivering-product.ts';

it('what REST configures is served by the edge that the product started: a miss, a hit, after a purge a miss; and is reported', { timeout: 120_000 }, async () => {
  await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=1000' } }));
  await using product = await startDeliveringProduct();
  const rest = async (method: string, path: string, body: object) => {
    const { status, json } = await product.rest(method, `0001/${path}`, body);
    expect(status).toBe(200);
    return json;
  };
  const { CustomerOriginId } = await rest('POST', 'origins/httplarge', {
    DirectoryName: 'here',
    HostHeader: new URL(origin.url).host,
    HttpHostnames: [{ Name: origin.url }],
    HttpLoadBalancing: 'RR',
  });
  await rest('POST', 'cnames', { DirPath: '', EnableCustomReports: 0, MediaTypeId: 3, Name: 'www.example.com', OriginId: CustomerOriginId, OriginType: 80 });

  const first = async () => (await product.get('www.example.com', '/first')).cache;
  await vi.waitFor(async () => expect(await first()).toBe('uri-miss'), patient);
  expect(await first()).toBe('hit');
  const { Id } = await rest('PUT', 'edge/purge', { MediaPath: 'http://www.example.com/first', MediaType: 3 });
  const isDone = 'query ($id: ID!) { customer { contentJob(id: $id) { status } } }';
  await vi.waitFor(async () => expect(await product.graphql(isDone, { id: Id })).toMatchObject({ data: { customer: { contentJob: { status: 'DONE' } } } }), patient);
  expect(await first()).toBe('uri-miss');

  const traffic = '{ customer { traffic(range: { last: "PT1H" }) { total { requests hits } } } }';
  await vi.waitFor(async () => expect(await product.graphql(traffic)).toMatchObject({ data: { customer: { traffic: { total: { requests: '3', hits: '1' } } } } }), patient);
});
