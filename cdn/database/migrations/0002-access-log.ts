import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { AddId } from '../ddl.ts';

/** The access log, tokens bound to addresses, and one administrator per customer at most. */
export const accessLog = (addId: AddId): Migration => ({
  async up(db) {
    // No references: what the log tells outlives the users that it tells of.
    await addId(db.schema.createTable('access_events'))
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('account_number', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor_user_id', 'bigint')
      .addColumn('actor_login', 'text')
      .addColumn('token_name', 'text')
      .addColumn('address', 'text')
      .addColumn('subject_user_id', 'bigint')
      .addColumn('subject_login', 'text')
      .addColumn('state_before', 'text', (column) => column.notNull())
      .addColumn('state_after', 'text', (column) => column.notNull())
      .addColumn('detail', 'text')
      .addColumn('count', 'integer', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('access_events_by_account').on('access_events').columns(['account_number', 'id']).execute();
    await db.schema.createIndex('access_events_by_time').on('access_events').column('at').execute();

    await db.schema
      .alterTable('tokens')
      .addColumn('allowed_cidrs', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();

    await db.schema
      .createIndex('users_one_administrator')
      .unique()
      .on('users')
      .column('account_number')
      .where(sql<boolean>`is_administrator = 1`)
      .execute();
  },
});
