import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product[Symbol.asyncDispose]());

const ask = (query: string, variables: object = {}) => product.graphql(query, { token: product.adminToken, variables });

const everything = '{ customer { compression { platform enabled contentTypes } queryStringCaching { platform mode } queryStringLogging { platform enabled } } }';

describe('the cache settings of a customer', () => {
  it('are the defaults of each platform until they are set', async () => {
    const { data, errors } = await ask(everything);
    expect(errors).toBeUndefined();
    const platforms = ['HTTP_LARGE', 'HTTP_SMALL', 'ADN'];
    expect(data?.customer).toEqual({
      compression: platforms.map((platform) => ({ platform, enabled: false, contentTypes: [] })),
      queryStringCaching: platforms.map((platform) => ({ platform, mode: 'STANDARD_CACHE' })),
      queryStringLogging: platforms.map((platform) => ({ platform, enabled: false })),
    });
  });

  it('are set for one platform, and each answer shows what stands now', async () => {
    const set = await ask(`mutation {
      setCompression(input: { platform: ADN, enabled: true, contentTypes: ["text/html"] }) { platform compression { enabled contentTypes } }
      setQueryStringCaching(input: { platform: ADN, mode: UNIQUE_CACHE }) { queryStringCaching { platform mode } }
      setQueryStringLogging(input: { platform: ADN, enabled: true }) { queryStringLogging { platform enabled } }
    }`);
    expect(set.errors).toBeUndefined();
    expect(set.data).toEqual({
      setCompression: { platform: 'ADN', compression: { enabled: true, contentTypes: ['text/html'] } },
      setQueryStringCaching: { queryStringCaching: { platform: 'ADN', mode: 'UNIQUE_CACHE' } },
      setQueryStringLogging: { queryStringLogging: { platform: 'ADN', enabled: true } },
    });
    const { data } = await ask('{ customer { adn: queryStringCaching(platform: ADN) { mode } large: queryStringCaching(platform: HTTP_LARGE) { mode } } }');
    expect(data?.customer).toEqual({ adn: [{ mode: 'UNIQUE_CACHE' }], large: [{ mode: 'STANDARD_CACHE' }] });
  });

  it('that are refused are told at the input, and stay as they were', async () => {
    const refused = await ask('mutation { setCompression(input: { platform: HTTP_SMALL, enabled: true, contentTypes: ["text/css", "css"] }) { platform } }');
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'input.contentTypes.1', message: 'must be a media type such as text/html.' }] } },
    ]);
    const { data } = await ask('{ customer { compression(platform: HTTP_SMALL) { enabled } } }');
    expect(data?.customer.compression).toEqual([{ enabled: false }]);
  });
});
