import { expect, it } from 'vitest';
import { siteOfCustomer } from '../control/control-plane.fixture.ts';
import { SiteTable } from './site-table.ts';

it('does not hold against a customer what is wrong with the kept sites of another', async () => {
  const broken = siteOfCustomer('0002');
  const problem = { site: broken.id, message: 'The server http://secret.example.com is at a private address.' };
  const driver = { configure: async () => {}, check: async (sites: readonly { readonly id: string }[]) => (sites.some(({ id }) => id === broken.id) ? [problem] : []) };
  const state = { cursor: 1, sites: new Map([['0002', [broken]]]), keepSites: () => {}, keepCursor: () => {}, close: () => {} };
  const table = new SiteTable(driver, state);
  const own = siteOfCustomer('0001');
  expect(await table.check('0001', [own])).toEqual([]);
  expect(await table.replace(new Map([['0001', [own]]]))).toEqual(new Map());
  expect(await table.replace(new Map([['0002', [broken]]]))).toEqual(new Map([['0002', [problem]]]));
});
