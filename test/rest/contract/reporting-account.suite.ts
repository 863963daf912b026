import { updateCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import { describe, expect, it } from 'vitest';
import type { BoundCdn } from './bound-cdn.ts';

export const reportingAccountSuite = (bound: BoundCdn) =>
  describe('the account by the reporting service', () => {
    const admin = () => bound.cdn.administrator;

    it('has the name of the customer', async () => {
      expect(await bound.rest.reporting.getCustomerName({}, admin())).toEqual({ AccountName: 'Sample customer' });
      const other = await bound.cdn.customer();
      expect(await bound.rest.reporting.getCustomerName({}, other)).toEqual({ AccountName: `Customer ${other.accountNumber}` });
    });

    it('is found by the id that its provider gave it, and by nobody else', async () => {
      const [own, other] = [await bound.cdn.customer(), await bound.cdn.customer()];
      await updateCustomer(bound.cdn.db, own.accountNumber, { customId: 'acme' });
      const find = bound.rest.reporting.getAccountNumber;
      expect(await find({ customercustomid: 'acme' }, own)).toEqual({ AccountNumber: own.accountNumber });
      expect(await find({ customercustomid: 'acme' }, other)).toBeNull();
      expect(await find({ customercustomid: 'Acme' }, own)).toBeNull();
    });

    it('has complete figures until a moment to the second', async () => {
      const { CompleteUntil } = await bound.rest.reporting.getCompleteUntil({}, admin());
      expect(CompleteUntil).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    });

    it('has nothing in storage, since the embedded CDN has none', async () => {
      expect(await bound.rest.reporting.getLatestStorageUsage({}, admin())).toEqual({ UsageResult: 0 });
      expect(await bound.rest.reporting.getMaximumStorageUsage({ begindate: '2015-05-01', enddate: '2015-05-31' }, admin())).toEqual({ UsageResult: 0 });
      const reversed = bound.rest.reporting.getMaximumStorageUsage({ begindate: '2015-05-31', enddate: '2015-05-01' }, admin());
      await expect(reversed).rejects.toMatchObject({ status: 400, problems: [{ path: 'enddate' }] });
    });
  });
