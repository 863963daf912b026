import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, sampleRange, startProduct } from '../product.ts';

const rest = '/v2/reporting/customers/0001';
const dates = 'begindate=2015-05-17&enddate=2015-05-20T23:59:59';

describe('the bundled sample', () => {
  let product: Product;
  let token: string;
  beforeAll(async () => {
    product = await startProduct();
    token = product.adminToken;
  });
  afterAll(() => product[Symbol.asyncDispose]());

  it('has 8,000 requests and 2,244,176,947 bytes by GraphQL', async () => {
    const { data, errors } = await product.graphql(
      `{ customer { bytesTransferred(range: ${sampleRange}) { bytes } traffic(range: ${sampleRange}) { total { requests bytes errors hits hitRatio } } } }`,
      { token },
    );
    expect(errors).toBeUndefined();
    expect(data?.customer).toEqual({
      bytesTransferred: { bytes: '2244176947' },
      traffic: { total: { requests: '8000', bytes: '2244176947', errors: '2', hits: '0', hitRatio: 0 } },
    });
  });

  it('has the same bytes by REST', async () => {
    expect((await product.rest('GET', `${rest}/bytestransferred?${dates}`, { token })).json).toEqual({ Bytes: 2_244_176_947 });
    expect((await product.rest('GET', `${rest}/media/3/bytestransferred?${dates}`, { token })).json).toEqual({ Bytes: 2_244_176_947 });
  });

  it('has the same requests by status in both', async () => {
    const statuses = { 200: 7220, 304: 418, 404: 166, 301: 149, 206: 42, 500: 2, 416: 2, 403: 1 };
    const { data } = await product.graphql(`{ customer { hitsByStatus(range: ${sampleRange}) { status hits ratio } } }`, { token });
    const byGraph = data?.customer.hitsByStatus.map(({ status, hits }: { status: number; hits: string }) => [status, Number(hits)]);
    expect(Object.fromEntries(byGraph)).toEqual(statuses);
    const { json } = await product.rest('GET', `${rest}/media/0/hits?${dates}`, { token });
    expect(Object.fromEntries(json.map(({ StatusCode, Hits }: { StatusCode: number; Hits: number }) => [StatusCode, Hits]))).toEqual(statuses);
    expect(data?.customer.hitsByStatus[0]).toEqual({ status: 200, hits: '7220', ratio: 0.9025 });
  });

  it('adds up by hour, without gaps, the same in both', async () => {
    const { data } = await product.graphql(
      `{ customer {
        bytesByInterval(range: ${sampleRange}, every: HOUR, platform: HTTP_LARGE) { platform sslOnly points { from to bytes } }
        traffic(range: ${sampleRange}) { series(every: HOUR) { metrics { requests bytes } } }
      } }`,
      { token },
    );
    const [series] = data?.customer.bytesByInterval ?? [];
    expect(series.points).toHaveLength(96);
    expect(series.points[0]).toMatchObject({ from: '2015-05-17T00:00:00.000Z', to: '2015-05-17T01:00:00.000Z', bytes: '0' });
    const sum = (numbers: readonly string[]) => numbers.reduce((total, each) => total + BigInt(each), 0n);
    expect(sum(series.points.map(({ bytes }: { bytes: string }) => bytes))).toBe(2_244_176_947n);
    const metrics = data?.customer.traffic.series.map((point: { metrics: object }) => point.metrics);
    expect(sum(metrics.map(({ requests }: { requests: string }) => requests))).toBe(8000n);
    const { json } = await product.rest('GET', `${rest}/bytestransferred/interval?${dates}&intervalid=2&mediatypeid=3`, { token });
    expect(json[0].Data.map(({ Bytes }: { Bytes: number }) => String(Bytes))).toEqual(series.points.map(({ bytes }: { bytes: string }) => bytes));
  });

  it('counts its requests as NONE, since its log knows no cache status', async () => {
    const { data } = await product.graphql(`{ customer { cacheStatuses(range: ${sampleRange}, platform: HTTP_LARGE) { status hits } } }`, { token });
    expect(data?.customer.cacheStatuses).toEqual([{ status: 'NONE', hits: '8000' }]);
  });

  it('shows nothing to another customer', async () => {
    await product.customer('0002');
    const other = await product.token(['GET'], ['CORE_REPORTS'], '0002');
    const { data } = await product.graphql(`{ customer { accountNumber traffic(range: ${sampleRange}) { total { requests } } } }`, { token: other });
    expect(data?.customer).toEqual({ accountNumber: '0002', traffic: { total: { requests: '0' } } });
  });
});
