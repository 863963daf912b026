import { describe, expect, it } from 'vitest';
import { createCustomer, customerModules, findCustomer, listCustomers, lockCustomer, updateCustomer } from './customers.ts';
import { freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';

export const customersSuite = (open: OpenDatabase) =>
  describe('customers', () => {
    const store = freshDatabase(open);

    it('finds a customer as it was created', async () => {
      const customer = { accountNumber: 'D9127', name: 'Zoë', status: 'trial', modules: ['REPORTS', 'CORE_REPORTS'] } as const;
      const created = await createCustomer(store.db, customer);
      expect(created).toEqual({
        ...customer,
        customId: null,
        coreDays: 548,
        contentDays: 90,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      expect(await findCustomer(store.db, 'D9127')).toEqual(created);
    });

    it('stores account numbers in upper case', async () => {
      await createCustomer(store.db, { accountNumber: '1f3a', name: 'Hex', status: 'active', modules: [] });
      expect(await findCustomer(store.db, '1F3A')).toMatchObject({ accountNumber: '1F3A' });
    });

    it('refuses an account number that is taken and keeps its customer', async () => {
      const other = { accountNumber: '0001', name: 'Other', status: 'active', modules: [] } as const;
      expect(await createCustomer(store.db, other)).toBe('taken');
      expect(await findCustomer(store.db, '0001')).toMatchObject({ name: 'Customer 0001' });
    });

    it('changes what is given and keeps the rest', async () => {
      const before = await findCustomer(store.db, '0001');
      expect(await updateCustomer(store.db, '0001', { status: 'suspended' })).toEqual({ ...before, status: 'suspended' });
      expect(await updateCustomer(store.db, '0001', { modules: ['CONTENT'] })).toEqual({ ...before, status: 'suspended', modules: ['CONTENT'] });
      expect(await customerModules(store.db, '0001')).toEqual(['CONTENT']);
      expect(await findCustomer(store.db, '0002')).toMatchObject({ status: 'active' });
      expect(await updateCustomer(store.db, '0003', { status: 'trial' })).toBeNull();
    });

    it('lists every customer, in the order of the account numbers', async () => {
      expect((await listCustomers(store.db)).map(({ accountNumber }) => accountNumber)).toEqual(['0001', '0002']);
    });

    it('knows a customer by the id that its provider gave it, one at most', async () => {
      expect(await findCustomer(store.db, '0001')).toMatchObject({ customId: null });
      expect(await updateCustomer(store.db, '0001', { customId: 'acme' })).toMatchObject({ customId: 'acme' });
      await expect(updateCustomer(store.db, '0002', { customId: 'acme' })).rejects.toThrow(/unique/i);
    });

    it('locks a customer as it is', async () => {
      const customer = await findCustomer(store.db, '0001');
      expect(await lockCustomer(store.db, '0001')).toEqual(customer);
      expect(await findCustomer(store.db, '0001')).toEqual(customer);
      expect(await lockCustomer(store.db, '0003')).toBeNull();
    });

    it('finds nobody under an account number that was never given', async () => {
      expect(await findCustomer(store.db, '0003')).toBeNull();
    });
  });
