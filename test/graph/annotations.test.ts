import type { Module } from '@edgegraph/permissions/modules.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, type ProductOptions, sampleRange, startProduct } from '../product.ts';

const lastHour = '{ last: "PT1H" }';

const marked = (range: string) => `{
  customer {
    traffic(range: ${range}) {
      range { from to contentJobs { totalCount nodes { id targets { value } } } configVersions { nodes { number } } }
      total { requests }
    }
  }
}`;

/** What of mcc does not answer. */
let dead: 'nothing' | 'service' | 'subgraph' = 'nothing';

const mortal: ProductOptions = {
  throughCall: (call) => (route, input, caller) =>
    dead === 'service' && route.service === 'mcc' ? Promise.reject(new RestError(503, 'Gone.')) : call(route, input, caller),
  throughSubgraphs: (subgraphs) =>
    new Map(
      [...subgraphs].map(([name, execute]) => [
        name,
        (...request) => (dead === 'subgraph' && name === 'mcc' ? Promise.reject(new Error('connect ECONNREFUSED')) : execute(...request)),
      ]),
    ),
};

let product: Product;
let purgeId: string;
beforeAll(async () => {
  product = await startProduct(mortal);
  const purged = await product.graphql('mutation { purge(input: { targets: [{ url: "http://www.semicomplete.com/a.png" }] }) { id } }', { token: product.adminToken });
  purgeId = purged.data?.purge.id;
  // The first look at the versions makes the first one of what is found.
  await product.graphql('{ customer { configVersions { nodes { number } } } }', { token: product.adminToken });
  await product.graphql('mutation { createConfigDraft(input: { document: "origins: []\\nedgeCnames: []\\ntokenDirectories: []\\n" }) { number } }', { token: product.adminToken });
});
afterAll(() => product[Symbol.asyncDispose]());

describe('the range of a report', () => {
  it('tells the purges accepted in it and the versions put in force, beside the figures', async () => {
    const { data, errors } = await product.graphql(marked(lastHour), { token: product.adminToken });
    expect(errors).toBeUndefined();
    expect(data?.customer.traffic).toEqual({
      range: {
        from: expect.any(String),
        to: expect.any(String),
        contentJobs: { totalCount: 1, nodes: [{ id: purgeId, targets: [{ value: 'http://www.semicomplete.com/a.png' }] }] },
        configVersions: { nodes: [{ number: 1 }] },
      },
      total: { requests: '0' },
    });
  });

  it('tells no draft', async () => {
    const { data } = await product.graphql('{ customer { configVersions(range: { last: "PT1H" }) { nodes { number state } } } }', { token: product.adminToken });
    expect(data?.customer.configVersions.nodes).toEqual([
      { number: 2, state: 'DRAFT' },
      { number: 1, state: 'ACTIVATED' },
    ]);
  });

  it('tells nothing of what happened outside of it', async () => {
    const { data, errors } = await product.graphql(marked(sampleRange), { token: product.adminToken });
    expect(errors).toBeUndefined();
    expect(data?.customer.traffic).toMatchObject({ range: { contentJobs: { totalCount: 0, nodes: [] }, configVersions: { nodes: [] } }, total: { requests: '8000' } });
  });

  it.each<{ granted: readonly Module[]; denied: readonly string[] }>([
    { granted: [], denied: ['contentJobs', 'configVersions'] },
    { granted: ['PURGE_LOAD'], denied: ['configVersions'] },
    { granted: ['CONFIG_VERSIONS'], denied: ['contentJobs'] },
  ])('hands out each mark under its own permission, and the figures without: $granted', async ({ granted, denied }) => {
    const token = await product.token(['GET'], ['CORE_REPORTS', ...granted]);
    const { status, data, errors = [] } = await product.graphql(marked(sampleRange), { token });
    expect(status).toBe(200);
    expect(data?.customer.traffic).toEqual({
      range: {
        from: '2015-05-17T00:00:00.000Z',
        to: '2015-05-21T00:00:00.000Z',
        contentJobs: granted.includes('PURGE_LOAD') ? { totalCount: 0, nodes: [] } : null,
        configVersions: granted.includes('CONFIG_VERSIONS') ? { nodes: [] } : null,
      },
      total: { requests: '8000' },
    });
    const modules: Readonly<Record<string, Module>> = { contentJobs: 'PURGE_LOAD', configVersions: 'CONFIG_VERSIONS' };
    expect(errors.map(({ path, extensions }) => ({ path, code: extensions?.code, requires: extensions?.requires }))).toEqual(
      denied.map((field) => ({ path: ['customer', 'traffic', 'range', field], code: 'FORBIDDEN', requires: { method: 'GET', module: modules[field] } })),
    );
  });

  it("tells nothing of another customer's marks", async () => {
    await product.customer('0002');
    const token = await product.token(['GET'], ['CORE_REPORTS', 'PURGE_LOAD', 'CONFIG_VERSIONS'], '0002');
    const { data } = await product.graphql(marked(lastHour), { token });
    expect(data?.customer.traffic.range.contentJobs).toEqual({ totalCount: 0, nodes: [] });
  });

  it('pages its marks, and refuses a page that is too large at its path', async () => {
    const { data } = await product.graphql(`{ customer { traffic(range: ${lastHour}) { range { contentJobs(first: 1) { nodes { id } pageInfo { hasNextPage } } } } } }`, { token: product.adminToken });
    expect(data?.customer.traffic.range.contentJobs).toEqual({ nodes: [{ id: purgeId }], pageInfo: { hasNextPage: false } });
    const { errors } = await product.graphql(`{ customer { traffic(range: ${lastHour}) { range { contentJobs(first: 1001) { nodes { id } } } } } }`, { token: product.adminToken });
    expect(errors).toMatchObject([{ path: ['customer', 'traffic', 'range', 'contentJobs'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('a dead mcc', () => {
  it.each(['service', 'subgraph'] as const)('%s costs the marks alone', async (what) => {
    dead = what;
    const { data, errors = [] } = await product.graphql(marked(sampleRange), { token: product.adminToken });
    dead = 'nothing';
    expect(data?.customer.traffic).toEqual({
      range: { from: '2015-05-17T00:00:00.000Z', to: '2015-05-21T00:00:00.000Z', contentJobs: null, configVersions: null },
      total: { requests: '8000' },
    });
    expect(errors.map(({ path, extensions }) => [path, extensions?.code])).toEqual(
      ['contentJobs', 'configVersions'].map((field) => [['customer', 'traffic', 'range', field], 'SERVICE_UNAVAILABLE']),
    );
  });
});
