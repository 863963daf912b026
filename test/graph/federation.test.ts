import type { Call } from '@edgegraph/rest/client.ts';
import { describe, expect, it } from 'vitest';
import { type SubgraphExecutors, sampleRange, startProduct } from '../product.ts';

/** Counts the REST calls by route. */
function counting() {
  const calls: string[] = [];
  const throughCall =
    (call: Call): Call =>
    (route, input, caller) => {
      calls.push(`${route.method} ${route.path}`);
      return call(route, input, caller);
    };
  return { calls, throughCall };
}

describe('one request over all four subgraphs', () => {
  it("reads a CNAME's configuration, its bytes by hour, its live bandwidth and the viewer's rights", async () => {
    await using product = await startProduct();
    const { data, errors, status } = await product.graphql(
      `query ($id: ID!) {
        viewer { login can(method: PUT, module: PURGE_LOAD) }
        customer {
          edgeCname(id: $id) {
            name platform path customReports
            origin { directory hostHeader http { hostnames loadBalancing } traffic(range: ${sampleRange}) { total { requests } } }
            traffic(range: ${sampleRange}) { range { from to } total { bytes } series(every: HOUR) { from metrics { bytes } } }
            live { bitsPerSecond connectionsPerSecond cacheStatuses { status connectionsPerSecond } }
          }
        }
      }`,
      { token: product.adminToken, variables: { id: '1' } },
    );
    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data?.viewer).toEqual({ login: 'admin@example.com', can: true });
    const { traffic, live, ...configuration } = data?.customer.edgeCname ?? {};
    expect(configuration).toEqual({
      name: 'www.semicomplete.com',
      platform: 'HTTP_LARGE',
      path: '',
      customReports: true,
      origin: {
        directory: 'semicomplete',
        hostHeader: 'www.semicomplete.com',
        http: { hostnames: ['http://origin.semicomplete.com:80'], loadBalancing: 'PRIMARY_FAILOVER' },
        traffic: { total: { requests: '8000' } },
      },
    });
    expect(traffic.total.bytes).toBe('2244176947');
    expect(traffic.series).toHaveLength(96);
    expect(live).toMatchObject({ bitsPerSecond: 0, connectionsPerSecond: 0 });
    expect(live.cacheStatuses).toHaveLength(8);
  });

  it('reads the customer from all four at the same time', async () => {
    const running = new Set<string>();
    let most = 0;
    const throughSubgraphs = (subgraphs: SubgraphExecutors): SubgraphExecutors =>
      new Map(
        [...subgraphs].map(([name, execute]) => [
          name,
          async (...request: Parameters<typeof execute>) => {
            running.add(name);
            most = Math.max(most, running.size);
            await new Promise((resolve) => setTimeout(resolve, 100));
            const answer = await execute(...request);
            running.delete(name);
            return answer;
          },
        ]),
      );
    await using product = await startProduct({ throughSubgraphs });
    const { data, errors } = await product.graphql(
      `{ customer {
        accountNumber
        origins { totalCount }
        hitsByStatus(range: ${sampleRange}) { status }
        live { bitsPerSecond }
        users { nodes { login permissions { version } } }
      } }`,
      { token: product.adminToken },
    );
    expect(errors).toBeUndefined();
    expect(data?.customer).toMatchObject({ accountNumber: '0001', origins: { totalCount: 1 }, live: { bitsPerSecond: 0 } });
    expect(most).toBe(4);
  });
});

describe('a list of 100 CNAMEs with their origins, propagation, traffic and live figures', () => {
  it('costs the same few REST calls as a list of one', async () => {
    const { calls, throughCall } = counting();
    await using product = await startProduct({ throughCall });
    const token = product.adminToken;
    const list = `{ customer { edgeCnames(first: 1000) { totalCount nodes {
      name origin { directory propagation { status } } propagation { status } traffic(range: ${sampleRange}) { total { bytes } } live { bitsPerSecond } liveSeries(seconds: 60) { bitsPerSecond }
    } } } }`;
    for (let number = 1; number < 100; number += 1) {
      const input = { name: `www${number}.example.com`, platform: 'HTTP_LARGE', originId: '1' };
      const { errors } = await product.graphql('mutation ($input: CreateEdgeCnameInput!) { createEdgeCname(input: $input) { id } }', {
        token,
        variables: { input },
      });
      expect(errors).toBeUndefined();
    }
    calls.length = 0;
    const { data, errors } = await product.graphql(list, { token });
    expect(errors).toBeUndefined();
    expect(data?.customer.edgeCnames.totalCount).toBe(100);
    expect(data?.customer.edgeCnames.nodes.every((node: { origin: { directory: string } }) => node.origin.directory === 'semicomplete')).toBe(true);
    expect(calls.toSorted()).toEqual([
      'GET /v2/mcc/customers/{AN}/cnames/status',
      'GET /v2/mcc/customers/{AN}/cnames/{platform}',
      'GET /v2/mcc/customers/{AN}/cnames/{platform}',
      'GET /v2/mcc/customers/{AN}/cnames/{platform}',
      'GET /v2/mcc/customers/{AN}/origins/{id}/status',
      'GET /v2/mcc/customers/{AN}/origins/{platform}/{id}',
      'GET /v2/realtimestats/customers/{AN}/cnames/live',
      'GET /v2/realtimestats/customers/{AN}/cnames/live/series',
      'GET /v2/reporting/customers/{AN}/traffic',
    ]);
  });
});

describe('a list of users with their permissions and tokens', () => {
  it('costs the same few REST calls however many there are', async () => {
    const { calls, throughCall } = counting();
    await using product = await startProduct({ settings: { SAMPLE_DATA: 'off' }, throughCall });
    for (let number = 0; number < 20; number += 1) await product.token(['GET'], ['DASHBOARD']);
    const { data } = await product.graphql('{ customer { users { nodes { login permissions { methods } tokens { kind } } } } }', {
      token: product.adminToken,
    });
    expect(data?.customer.users.nodes).toHaveLength(21);
    expect(data?.customer.users.nodes.every(({ tokens }: { tokens: object[] }) => tokens.length === 1)).toBe(true);
    expect(calls).toEqual(['GET /v2/mcc/customers/{AN}/users', 'GET /v2/mcc/customers/{AN}/users/tokens']);
  });
});
