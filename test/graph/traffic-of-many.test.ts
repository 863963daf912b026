import { event } from '@edgegraph/cdn/analytics/event.fixture.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Data, type Product, startProduct } from '../product.ts';

const start = Date.UTC(2026, 2, 2);
const hour = 3_600_000;
const day = 24 * hour;

const range = 'range: { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" }';

describe('the traffic of 100 edge CNAMEs', () => {
  let product: Product;
  let ids: number[];
  /** The routes that were called, below the account. */
  const called: string[] = [];

  beforeAll(async () => {
    product = await startProduct({
      settings: { SAMPLE_DATA: 'off' },
      throughCall: (call) => (route, input, caller) => {
        called.push(route.path.split('{AN}/')[1] ?? route.path);
        return call(route, input, caller);
      },
    });
    const token = product.adminToken;
    const fields = Array.from({ length: 100 }, (_, index) => `c${index}: createEdgeCname(input: { name: "c${index}.example.com", platform: HTTP_LARGE, originId: null }) { id }`);
    const { data } = await product.graphql(`mutation { ${fields.join(' ')} }`, { token });
    ids = Object.values(data ?? {}).map(({ id }: Data) => Number(id));
    // The n-th has n requests, one an hour but for the 100th's last ones, each of the n-th taking n ms; one more the day before.
    const requests = ids.flatMap((cnameId, index) => [
      ...Array.from({ length: index + 1 }, (_, request) => event({ cnameId, time: start + (request % 24) * hour, status: request === 0 ? 503 : 200, timeToFirstByteMs: index + 1 })),
      event({ cnameId, time: start - day }),
    ]);
    await product.events.append(requests.map((each, index) => ({ ...each, sequence: index + 1 })));
  });
  afterAll(() => product[Symbol.asyncDispose]());

  it('with sums, percentiles, the day before, series and groups with series is one call of each kind', async () => {
    called.splice(0);
    const { data, errors } = await product.graphql(
      `{ customer { edgeCnames(first: 100) { nodes { name traffic(${range}) {
        completeUntil
        total { requests errors bitsPerSecondP95 p50: timeToFirstByteMs p95: timeToFirstByteMs(percentile: 95) }
        previous { total { requests } }
        series(every: HOUR) { metrics { requests } }
        groups(by: [STATUS], first: 1) { nodes { key { status } total { requests } series(every: HOUR) { metrics { requests } } } other { requests } }
      } } } } }`,
      { token: product.adminToken },
    );
    expect(errors).toBeUndefined();
    expect(called.filter((path) => path.startsWith('traffic'))).toEqual(['traffic', 'traffic', 'traffic', 'traffic/groups']);
    const { nodes } = data?.customer.edgeCnames ?? {};
    expect(nodes).toHaveLength(100);
    nodes.forEach(({ traffic }: Data, index: number) => {
      const requests = index + 1;
      expect(traffic.total).toMatchObject({ requests: String(requests), errors: '1' });
      for (const percentile of [traffic.total.p50, traffic.total.p95]) expect(Math.abs(percentile / requests - 1)).toBeLessThanOrEqual(0.01 + Number.EPSILON * 100);
      expect(traffic.previous.total).toEqual({ requests: '1' });
      expect(traffic.series.map(({ metrics }: Data) => Number(metrics.requests))).toEqual(Array.from({ length: 24 }, (_, at) => Math.ceil((requests - at) / 24)).map((count) => Math.max(count, 0)));
    });
    const { groups } = nodes[99].traffic;
    expect(groups).toMatchObject({ nodes: [{ key: { status: 200 }, total: { requests: '99' } }], other: { requests: '1' } });
    expect(groups.nodes[0].series).toHaveLength(24);
  });

  it('in one report by edge CNAME names each of them, by one list', async () => {
    called.splice(0);
    const { data, errors } = await product.graphql(`{ customer { traffic(${range}) { groups(by: [EDGE_CNAME], first: 100) { nodes { key { edgeCname { name } } total { requests } } other { requests } } } } }`, { token: product.adminToken });
    expect(errors).toBeUndefined();
    expect(data?.customer.traffic.groups.other).toBeNull();
    expect(data?.customer.traffic.groups.nodes.map(({ key, total }: Data) => [key.edgeCname.name, total.requests])).toEqual(ids.map((_, index) => [`c${99 - index}.example.com`, String(100 - index)]));
    expect(called.filter((path) => path.startsWith('cnames'))).toHaveLength(3);
  });

  it('are told of one that was deleted by its id alone', async () => {
    const id = ids.at(-1);
    await product.graphql(`mutation { deleteEdgeCname(input: { id: ${id} }) { id } }`, { token: product.adminToken });
    const { data, errors } = await product.graphql(`{ customer { traffic(${range}) { groups(by: [EDGE_CNAME], first: 1) { nodes { key { edgeCnameId edgeCname { name } } } } } } }`, { token: product.adminToken });
    expect(errors).toBeUndefined();
    expect(data?.customer.traffic.groups.nodes).toEqual([{ key: { edgeCnameId: String(id), edgeCname: null } }]);
  });
});
