import type { Migration } from 'kysely/migration';

/** Cache rules of edge CNAMEs, and every customer's configuration as versions. */
export const configVersions: Migration = {
  async up(db) {
    await db.schema
      .createTable('cache_rules')
      .addColumn('edge_cname_id', 'bigint', (column) => column.primaryKey().references('edge_cnames.id').onDelete('cascade'))
      .addColumn('rules', 'text', (column) => column.notNull())
      .execute();

    // One row of each customer whose configuration was read or changed: what a change locks.
    await db.schema
      .createTable('configurations')
      .addColumn('account_number', 'text', (column) => column.primaryKey().references('customers.account_number'))
      .addColumn('last_number', 'integer', (column) => column.notNull())
      .addColumn('active_number', 'integer', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('config_versions')
      .addColumn('account_number', 'text', (column) => column.notNull().references('configurations.account_number'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('author_user_id', 'bigint', (column) => column.references('users.id').onDelete('set null'))
      .addColumn('author_login', 'text')
      .addColumn('comment', 'text')
      .addColumn('based_on', 'integer')
      .addColumn('restores', 'integer')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('activated_at', 'text')
      .addColumn('activated_by_login', 'text')
      .addColumn('sequence', 'bigint')
      .addPrimaryKeyConstraint('config_versions_by_number', ['account_number', 'number'])
      .execute();
    await db.schema.createIndex('config_versions_by_author').on('config_versions').column('author_user_id').execute();
  },
};
