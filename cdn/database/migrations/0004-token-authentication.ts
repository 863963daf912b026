import type { CreateTableBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { AddId } from '../ddl.ts';

/** Directories that need a token, and the sealed keys that tokens are made with. */
export const tokenAuthentication = (addId: AddId): Migration => ({
  async up(db) {
    await addPlatform(addId(db.schema.createTable('token_directories')))
      .addColumn('directory', 'text', (column) => column.notNull())
      .addUniqueConstraint('token_directories_by_path', ['account_number', 'media_type_id', 'directory'])
      .execute();

    await addPlatform(db.schema.createTable('token_keys'))
      .addColumn('sealed_key', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('token_keys_of_platform', ['account_number', 'media_type_id'])
      .execute();
  },
});

const addPlatform = <Table extends string, Column extends string>(table: CreateTableBuilder<Table, Column>) =>
  table
    .addColumn('account_number', 'text', (column) => column.notNull().references('customers.account_number'))
    .addColumn('media_type_id', 'integer', (column) => column.notNull());
