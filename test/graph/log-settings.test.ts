import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product[Symbol.asyncDispose]());

const ask = (query: string) => product.graphql(query, { token: product.adminToken });

describe('the settings of raw logs', () => {
  it('are changed where they are given, and each answer shows what stands now', async () => {
    const format = '{ base time contentAccessPointRemoved customFieldHeader }';
    const first = await ask(`mutation { setLogFormat(input: { base: COMBINED, customFieldHeader: "x-id" }) { accountNumber logFormat ${format} } }`);
    expect(first.data?.setLogFormat).toEqual({
      accountNumber: '0001',
      logFormat: { base: 'COMBINED', time: 'UNIX', contentAccessPointRemoved: false, customFieldHeader: 'x-id' },
    });
    const second = await ask(`mutation { setLogFormat(input: { time: TEXT, contentAccessPointRemoved: true }) { logFormat ${format} } }`);
    const changed = { base: 'COMBINED', time: 'TEXT', contentAccessPointRemoved: true, customFieldHeader: 'x-id' };
    expect(second.data?.setLogFormat).toEqual({ logFormat: changed });
    await ask('mutation { setLogFormat(input: { customFieldHeader: null }) { accountNumber } }');
    const { data } = await ask(`{ customer { logFormat ${format} } }`);
    expect(data?.customer.logFormat).toEqual({ ...changed, customFieldHeader: null });
  });

  it('keep logs for some days, for ever or not at all', async () => {
    const keep = async (input: string) =>
      (await ask(`mutation { setLogStorage(input: { ${input} }) { logStorage { enabled daysToKeep platforms { platform enabled } } } }`)).data?.setLogStorage
        .logStorage;
    const platforms = ['HTTP_LARGE', 'HTTP_SMALL', 'ADN'].map((platform) => ({ platform, enabled: platform !== 'HTTP_SMALL' }));
    const without = 'platforms: [{ platform: HTTP_SMALL, enabled: false }]';
    expect(await keep(`enabled: true, daysToKeep: 30, ${without}`)).toEqual({ enabled: true, daysToKeep: 30, platforms });
    expect(await keep('enabled: true')).toEqual({ enabled: true, daysToKeep: null, platforms });
    expect(await keep('enabled: false')).toEqual({ enabled: false, daysToKeep: 0, platforms });
  });

  it('that are refused are told at the input', async () => {
    const { errors } = await ask(`mutation {
      days: setLogStorage(input: { enabled: true, daysToKeep: 7 }) { accountNumber }
      header: setLogFormat(input: { customFieldHeader: "" }) { accountNumber }
    }`);
    expect(errors?.map(({ path, extensions }) => [path, extensions?.problems])).toMatchObject([
      [['days'], [{ path: 'input.daysToKeep' }]],
      [['header'], [{ path: 'input.customFieldHeader' }]],
    ]);
  });
});
