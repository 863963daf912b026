import type { Migration } from 'kysely/migration';

/** How long a customer's reports are kept. Customers that were there before keep them for ever. */
export const reportRetention: Migration = {
  async up(db) {
    await db.schema.alterTable('customers').addColumn('core_days', 'integer').execute();
    await db.schema.alterTable('customers').addColumn('content_days', 'integer').execute();
  },
};
