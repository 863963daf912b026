import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product[Symbol.asyncDispose]());

const ask = (query: string) => product.graphql(query, { token: product.adminToken });

const newOrigin = (directory: string, more: string) => `mutation {
  createOrigin(input: { directory: "${directory}", hostHeader: "a", http: { hostnames: ["http://a.example.com:80"], loadBalancing: ROUND_ROBIN }, ${more} }) {
    id origin { shieldPops propagation { status ratio } }
  }
}`;

describe('the network in the graph', () => {
  it('lists the POPs, those that shield origins, and the regions for purges', async () => {
    const { data, errors } = await ask(`{ customer {
      pops { code city continent addressRanges { first last prefixLength } }
      purgeRegions { id name pops }
      large: shieldPops(platform: HTTP_LARGE) { code city region }
      small: shieldPops(platform: HTTP_SMALL) { code city region }
      adn: shieldPops(platform: ADN) { code }
      superblocks
    } }`);
    expect(errors).toBeUndefined();
    const { pops, purgeRegions, large, small, adn, superblocks } = data?.customer ?? {};
    expect(pops).toContainEqual({ code: 'SYD', city: 'Sydney', continent: 'Australia', addressRanges: [] });
    expect(purgeRegions[2]).toEqual({ id: '3', name: 'Asia Pacific', pops: ['HKG', 'NRT', 'SIN', 'KIX', 'SYD'] });
    expect(purgeRegions.flatMap((region: { pops: string[] }) => region.pops)).toHaveLength(pops.length);
    expect(large).toContainEqual({ code: 'SYD', city: 'Sydney', region: 'Asia' });
    expect([small, adn, superblocks]).toEqual([large, [], []]);
  });

  it('tells an unknown POP in a shield at its place in the input, and takes those that shieldPops lists', async () => {
    const refused = await ask(newOrigin('shielded', 'platform: HTTP_LARGE, shieldPops: ["LAX", "XYZ"]'));
    expect(refused.data).toEqual({ createOrigin: null });
    const problems = [{ path: 'input.shieldPops.1', message: expect.stringMatching(/^"XYZ" is no POP .*; shieldPops lists those that can\./) }];
    expect(refused.errors).toMatchObject([{ path: ['createOrigin'], extensions: { code: 'BAD_USER_INPUT', problems } }]);
    const created = await ask(newOrigin('shielded', 'platform: HTTP_LARGE, shieldPops: ["fra", "BYWC"]'));
    expect(created.data?.createOrigin.origin).toEqual({ shieldPops: ['FRA', 'BYWC'], propagation: { status: 'NEW', ratio: 0 } });
  });

  it('lets edges choose their way anew to an origin of ADN alone', async () => {
    const { data } = await ask(newOrigin('dynamic', 'platform: ADN, validationUrl: "http://a.example.com/ok.txt"'));
    const reselect = (id: string) => ask(`mutation { reselectOrigin(input: { id: ${id} }) { id origin { directory } } }`);
    const id = data?.createOrigin.id;
    expect((await reselect(id)).data).toEqual({ reselectOrigin: { id, origin: { directory: 'dynamic' } } });
    expect((await reselect('1')).errors).toMatchObject([{ message: 'ADN origin 1 does not exist.', extensions: { code: 'NOT_FOUND' } }]);
  });
});
