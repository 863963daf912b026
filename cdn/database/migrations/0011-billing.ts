import type { Migration } from 'kysely/migration';

/** The closed books of what is billed, and the ids by which providers know customers. */
export const billing: Migration = {
  async up(db) {
    await db.schema
      .createTable('closed_months')
      .addColumn('account_number', 'text', (column) => column.notNull().references('customers.account_number'))
      .addColumn('month', 'text', (column) => column.notNull())
      .addColumn('usage', 'text', (column) => column.notNull())
      .addColumn('closed_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('closed_months_by_month', ['account_number', 'month'])
      .execute();

    await db.schema.alterTable('customers').addColumn('custom_id', 'text').execute();
    await db.schema.createIndex('customers_by_custom_id').on('customers').column('custom_id').unique().execute();
  },
};
