import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call } from '@edgegraph/rest/client.ts';
import { overHttp } from '@edgegraph/rest/over-http.ts';
import type { ServiceName } from '@edgegraph/rest/route.ts';
import { describe, expect, it } from 'vitest';
import { type SubgraphExecutors, sampleRange, startProduct } from '../product.ts';

const dashboard = `{
  viewer { login }
  customer { accountNumber edgeCnames { nodes { name live { bitsPerSecond } traffic(range: ${sampleRange}) { total { requests } } } } origins { totalCount } }
}`;

/** One service's calls go to another binding. */
const instead =
  (service: ServiceName, other: Call) =>
  (call: Call): Call =>
  (route, input, caller) =>
    route.service === service ? other(route, input, caller) : call(route, input, caller);

describe('a dead service', () => {
  it('costs its own fields alone, with an error at each that names it and tells nothing of where it was', async () => {
    const nobody = overHttp('http://127.0.0.1:1', { timeoutMs: 1000 });
    await using product = await startProduct({ throughCall: instead('realtimestats', nobody) });
    const { status, data, errors } = await product.graphql(dashboard, { token: product.adminToken });
    expect(status).toBe(200);
    expect(data).toEqual({
      viewer: { login: 'admin@example.com' },
      customer: {
        accountNumber: '0001',
        edgeCnames: { nodes: [{ name: 'www.semicomplete.com', live: null, traffic: { total: { requests: '8000' } } }] },
        origins: { totalCount: 1 },
      },
    });
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'The realtimestats service is unavailable; try again later.',
        path: ['customer', 'edgeCnames', 'nodes', 0, 'live'],
        extensions: { code: 'SERVICE_UNAVAILABLE', status: 503, service: 'realtimestats' },
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain('127.0.0.1');
  });
});

describe('a slow service', () => {
  it('costs its own fields alone, once its time is over', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo; // it listens on TCP
    const slow = overHttp(`http://127.0.0.1:${port}`, { timeoutMs: 200 });
    await using product = await startProduct({ throughCall: instead('mcc', slow) });
    const { data, errors } = await product.graphql(`{ customer { origins { totalCount } traffic(range: ${sampleRange}) { total { requests } } } }`, {
      token: product.adminToken,
    });
    expect(data?.customer).toEqual({ origins: null, traffic: { total: { requests: '8000' } } });
    expect(errors).toMatchObject([{ path: ['customer', 'origins'], extensions: { code: 'SERVICE_UNAVAILABLE', service: 'mcc' } }]);
    silent.closeAllConnections();
    silent.close();
  });
});

describe('a service that fails', () => {
  it('leaves the cause in its log: neither its message nor its stack is in the answer', async () => {
    const broken: Call = async () => {
      throw new Error('SELECT hash FROM tokens: disk I/O error');
    };
    await using product = await startProduct({ throughCall: instead('reporting', broken) });
    const answer = await product.graphql(`{ customer { hitsByStatus(range: ${sampleRange}) { status } } }`, { token: product.adminToken });
    expect(answer.errors).toMatchObject([{ path: ['customer', 'hitsByStatus'], extensions: { code: 'SERVICE_UNAVAILABLE', service: 'reporting' } }]);
    expect(JSON.stringify(answer)).not.toMatch(/SELECT|stack|\.ts:/);
  });
});

describe('a dead subgraph', () => {
  it('costs its own fields alone, even the key of the customer that it was asked for', async () => {
    const dead = (name: string) => (subgraphs: SubgraphExecutors): SubgraphExecutors =>
      new Map([...subgraphs].map(([each, execute]) => [each, each === name ? () => Promise.reject(new Error('connect ECONNREFUSED')) : execute]));
    for (const name of ['mcc', 'reporting', 'realtimestats']) {
      await using product = await startProduct({ throughSubgraphs: dead(name) });
      const { data, errors } = await product.graphql(
        `{ customer { accountNumber origins { totalCount } hitsByStatus(range: ${sampleRange}) { status } live { bitsPerSecond } users { totalCount } } }`,
        { token: product.adminToken },
      );
      expect(data?.customer).toMatchObject({ accountNumber: '0001', users: { totalCount: 1 } });
      expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', status: 503, service: name } }]);
      expect(JSON.stringify(errors)).not.toContain('ECONNREFUSED');
    }
  });
});

describe('a wrong date', () => {
  it.each([
    ['that does not exist', '{ from: "2015-02-31T00:00:00Z", to: "2015-05-21T00:00:00Z" }'],
    ['that is no date', '{ from: "yesterday" }'],
  ])('%s is told where it stands', async (_name, range) => {
    await using product = await startProduct({ settings: { SAMPLE_DATA: 'off' } });
    const { status, data, errors } = await product.graphql(`{ customer { hitsByStatus(range: ${range}) { status } } }`, { token: product.adminToken });
    expect(data?.customer?.hitsByStatus ?? null).toBeNull();
    expect([200, 400]).toContain(status);
    expect(errors?.[0]?.extensions?.status).toBe(400);
    expect(errors?.[0]?.message).toMatch(/2015-02-31|yesterday/);
  });

  it.each([
    ['a reversed range', '{ from: "2015-05-21T00:00:00Z", to: "2015-05-17T00:00:00Z" }', 'range.to', 'later'],
    ['no range at all', '{}', 'range.from', 'missing'],
    ['a range and a length', '{ from: "2015-05-21T00:00:00Z", last: "P1D" }', 'range.last', 'alone'],
  ])('%s names the input and the fix', async (_name, range, path, message) => {
    await using product = await startProduct({ settings: { SAMPLE_DATA: 'off' } });
    const { errors } = await product.graphql(`{ customer { hitsByStatus(range: ${range}) { status } } }`, { token: product.adminToken });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path, message: expect.stringContaining(message) }] } }]);
  });
});
