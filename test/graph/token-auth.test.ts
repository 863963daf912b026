import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product[Symbol.asyncDispose]());

const ask = (query: string) => product.graphql(query, { token: product.adminToken });

describe('token authentication in the graph', () => {
  it('shows directories as they stand after each change', async () => {
    const created = await ask('mutation { createTokenDirectory(input: { platform: ADN, directory: "/a" }) { id tokenDirectory { id platform directory } } }');
    const id = created.data?.createTokenDirectory.id;
    expect(created.data?.createTokenDirectory.tokenDirectory).toEqual({ id, platform: 'ADN', directory: '/a' });
    const updated = await ask(`mutation { updateTokenDirectory(input: { id: ${id}, directory: "/b" }) { tokenDirectory { directory } } }`);
    expect(updated.data?.updateTokenDirectory).toEqual({ tokenDirectory: { directory: '/b' } });
    const listed = '{ customer { adn: tokenDirectories(platform: ADN) { directory } small: tokenDirectories(platform: HTTP_SMALL) { id } } }';
    expect((await ask(listed)).data?.customer).toEqual({ adn: [{ directory: '/b' }], small: [] });
    expect((await ask(`mutation { deleteTokenDirectory(input: { id: ${id} }) { id } }`)).data).toEqual({ deleteTokenDirectory: { id } });
    expect((await ask('{ customer { tokenDirectories { id } } }')).data?.customer.tokenDirectories).toEqual([]);
  });

  it('tells what is wrong at the input', async () => {
    const { errors } = await ask(`mutation {
      directory: createTokenDirectory(input: { platform: ADN, directory: "/a/*" }) { id }
      key: setTokenKey(input: { platform: ADN, key: "" }) { platform }
      parameters: encryptToken(input: { key: "abc", parameters: "expire=1" }) { token }
      platform: encryptToken(input: { platform: HTTP_SMALL, parameters: "ec_expire=1" }) { token }
    }`);
    expect(errors?.map(({ path, extensions }) => [path, extensions?.problems])).toMatchObject([
      [['directory'], [{ path: 'input.directory' }]],
      [['key'], [{ path: 'input.key' }]],
      [['parameters'], [{ path: 'input.parameters' }]],
      [['platform'], [{ path: 'input.platform' }]],
    ]);
  });

  it('keeps a key in no file of the data directory as it is', async () => {
    const key = 'K3yThatNobodyShallRead';
    const { data } = await ask(`mutation { setTokenKey(input: { platform: HTTP_LARGE, key: "${key}" }) { platform } }`);
    expect(data).toEqual({ setTokenKey: { platform: 'HTTP_LARGE' } });
    const files = await readdir(product.dataDirectory, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name))));
    expect(contents.length).toBeGreaterThan(1);
    expect(contents.filter((content) => content.includes(key))).toEqual([]);
  });
});
