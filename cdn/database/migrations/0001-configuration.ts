import type { CreateTableBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { AddId } from '../ddl.ts';

/** Customers and their users, tokens, origins, edge CNAMEs, purges and loads. */
export const configuration = (addId: AddId): Migration => ({
  async up(db) {
    await db.schema
      .createTable('customers')
      .addColumn('account_number', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('modules', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .execute();

    await addAccountNumber(addId(db.schema.createTable('users')))
      .addColumn('login', 'text', (column) => column.notNull().unique())
      .addColumn('first_name', 'text', (column) => column.notNull())
      .addColumn('last_name', 'text', (column) => column.notNull())
      .addColumn('contact', 'text', (column) => column.notNull())
      .addColumn('is_administrator', 'integer', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('methods', 'text', (column) => column.notNull())
      .addColumn('modules', 'text', (column) => column.notNull())
      .addColumn('saved_by_user_id', 'bigint', (column) => column.references('users.id').onDelete('set null'))
      .addColumn('saved_by_login', 'text')
      .addColumn('saved_at', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('users_by_account').on('users').column('account_number').execute();
    await db.schema.createIndex('users_by_saver').on('users').column('saved_by_user_id').execute();

    await addId(db.schema.createTable('tokens'))
      .addColumn('user_id', 'bigint', (column) => column.notNull().references('users.id').onDelete('cascade'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('name', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text')
      .addColumn('last_used_at', 'text')
      .addUniqueConstraint('tokens_one_of_each_kind', ['user_id', 'kind'])
      .execute();

    await addAccountNumber(addId(db.schema.createTable('origins')))
      .addColumn('media_type_id', 'integer', (column) => column.notNull())
      .addColumn('directory_name', 'text', (column) => column.notNull())
      .addColumn('host_header', 'text', (column) => column.notNull())
      .addColumn('http_hostnames', 'text', (column) => column.notNull())
      .addColumn('http_load_balancing', 'text')
      .addColumn('https_hostnames', 'text', (column) => column.notNull())
      .addColumn('https_load_balancing', 'text')
      .addColumn('network_configuration', 'integer', (column) => column.notNull())
      .addColumn('shield_pops', 'text', (column) => column.notNull())
      .addColumn('follow_redirects', 'integer', (column) => column.notNull())
      .addColumn('validation_url', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addUniqueConstraint('origins_one_of_each_directory', ['account_number', 'media_type_id', 'directory_name'])
      .addUniqueConstraint('origins_as_referenced', ['id', 'account_number', 'media_type_id'])
      .execute();

    // The reference spans account and platform, so that no CNAME can name another customer's or platform's origin.
    await addAccountNumber(addId(db.schema.createTable('edge_cnames')))
      .addColumn('media_type_id', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('dir_path', 'text', (column) => column.notNull())
      .addColumn('origin_id', 'bigint')
      .addColumn('enable_custom_reports', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addForeignKeyConstraint(
        'edge_cnames_origin',
        ['origin_id', 'account_number', 'media_type_id'],
        'origins',
        ['id', 'account_number', 'media_type_id'],
        (constraint) => constraint.onDelete('restrict'),
      )
      .execute();
    await db.schema
      .createIndex('edge_cnames_by_platform')
      .on('edge_cnames')
      .columns(['account_number', 'media_type_id'])
      .execute();
    await db.schema.createIndex('edge_cnames_by_origin').on('edge_cnames').column('origin_id').execute();

    await addAccountNumber(db.schema.createTable('content_jobs').addColumn('id', 'text', (column) => column.primaryKey()))
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('media_path', 'text', (column) => column.notNull())
      .addColumn('media_type_id', 'integer', (column) => column.notNull())
      .addColumn('region_ids', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('in_date', 'text', (column) => column.notNull())
      .addColumn('complete_date', 'text')
      .execute();
    await db.schema.createIndex('content_jobs_by_account').on('content_jobs').columns(['account_number', 'in_date']).execute();
  },
});

const addAccountNumber = <Table extends string, Column extends string>(table: CreateTableBuilder<Table, Column>) =>
  table.addColumn('account_number', 'text', (column) => column.notNull().references('customers.account_number'));
