import { z } from 'zod';
import { findCustomer, type Retention, retentionOf, updateCustomer } from '../database/queries/customers.ts';
import type { Database } from '../database/tables.ts';
import { IngestError } from './ingest-error.ts';
import type { AnalyticsStore } from './store.ts';

const days = z.int().min(1).nullable();

/** How long a customer's data is kept, in days; null: for ever. */
export const retention = z.object({ coreDays: days, contentDays: days });

export const retentionChange = z.object({ accountNumber: z.string(), change: retention.partial() });

export const dataDeletion = z.object({
  accountNumber: z.string(),
  /** Milliseconds since 1970: the days (UTC) before it are deleted. Null: all. */
  before: z.int().min(0).nullable(),
});

/** What an operator does to the data of a customer, whose account number is given in either case. */
export interface CustomerData {
  /** Changes what is given; resolves to what holds then. The next sweep deletes by it. @throws IngestError for an unknown customer */
  setRetention(change: z.output<typeof retentionChange>): Promise<Retention>;
  /** Resolves once it is deleted for good, to the customer's account number. @throws IngestError for an unknown customer */
  delete(deletion: z.output<typeof dataDeletion>): Promise<string>;
}

export const customerData = (db: Database, analytics: Pick<AnalyticsStore, 'delete'>): CustomerData => {
  const known = async (given: string): Promise<string> => {
    const customer = await findCustomer(db, given.toUpperCase());
    if (customer === null) throw new IngestError(`There is no customer ${given}; --customer takes an account number such as 0001.`);
    return customer.accountNumber;
  };
  return {
    setRetention: async ({ accountNumber: given, change }) => {
      const accountNumber = await known(given);
      if (Object.keys(change).length > 0) await updateCustomer(db, accountNumber, change);
      return (await retentionOf(db, accountNumber)) ?? { coreDays: null, contentDays: null };
    },
    delete: async ({ accountNumber: given, before }) => {
      const accountNumber = await known(given);
      await analytics.delete((['core', 'content'] as const).map((kind) => ({ accountNumber, kind, before })));
      return accountNumber;
    },
  };
};
