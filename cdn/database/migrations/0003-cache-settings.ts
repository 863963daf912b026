import type { Migration } from 'kysely/migration';

/** Compression and the treatment of query strings, by customer and platform. */
export const cacheSettings: Migration = {
  async up(db) {
    await db.schema
      .createTable('cache_settings')
      .addColumn('account_number', 'text', (column) => column.notNull().references('customers.account_number'))
      .addColumn('media_type_id', 'integer', (column) => column.notNull())
      .addColumn('compress', 'integer', (column) => column.notNull())
      .addColumn('compressed_types', 'text', (column) => column.notNull())
      .addColumn('query_string_caching', 'text', (column) => column.notNull())
      .addColumn('log_query_strings', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('cache_settings_of_platform', ['account_number', 'media_type_id'])
      .execute();
  },
};
