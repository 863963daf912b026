import type { Migration } from 'kysely/migration';

/** The form of each customer's raw logs, and how long they are kept. */
export const logSettings: Migration = {
  async up(db) {
    await db.schema
      .createTable('log_formats')
      .addColumn('account_number', 'text', (column) => column.primaryKey().references('customers.account_number'))
      .addColumn('base_format', 'integer', (column) => column.notNull())
      .addColumn('date_time_format', 'integer', (column) => column.notNull())
      .addColumn('remove_content_access_point', 'integer', (column) => column.notNull())
      .addColumn('custom_field_header', 'text')
      .execute();

    await db.schema
      .createTable('log_storage')
      .addColumn('account_number', 'text', (column) => column.primaryKey().references('customers.account_number'))
      .addColumn('is_enabled', 'integer', (column) => column.notNull())
      .addColumn('days_to_keep', 'integer', (column) => column.notNull())
      .addColumn('media_type_ids', 'text', (column) => column.notNull())
      .execute();
  },
};
