import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The fleet of edges, the journal of what it is to do, and purges and loads that run through it. */
export const fleet: Migration = {
  async up(db) {
    await createJournal(db);
    await createEdges(db);
    const jobs = await extendContentJobs(db);
    await journalConfigurations(db, jobs);
  },
};

/** What is read and written here, as the database spells it. */
interface Rows {
  content_jobs_before: {
    id: string;
    account_number: string;
    action: string;
    media_path: string;
    media_type_id: number;
    region_ids: string;
    in_date: string;
    complete_date: string | null;
  };
  content_jobs: Record<string, string | number | null>;
  customers: { account_number: string };
  fleet_journal: Record<string, string | number>;
  journal_counter: { id: number; sequence: number };
}

async function createJournal(db: Kysely<Rows>): Promise<void> {
  await db.schema
    .createTable('journal_counter')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('fleet_journal')
    .addColumn('sequence', 'bigint', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('account_number', 'text', (column) => column.notNull().references('customers.account_number'))
    .addColumn('job_id', 'text')
    .addColumn('version', 'integer')
    .addColumn('content', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('fleet_journal_by_account').on('fleet_journal').columns(['account_number', 'kind', 'sequence']).execute();
  await db.schema.createIndex('fleet_journal_by_job').on('fleet_journal').column('job_id').execute();

  await db.schema
    .createTable('journal_acknowledgements')
    .addColumn('edge', 'text', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull().references('fleet_journal.sequence').onDelete('cascade'))
    .addColumn('pop', 'text', (column) => column.notNull())
    .addColumn('sent_at', 'text')
    .addColumn('at', 'text')
    .addColumn('objects', 'bigint', (column) => column.notNull())
    .addColumn('remaining', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('loads', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addPrimaryKeyConstraint('journal_acknowledgements_of_edge', ['edge', 'sequence'])
    .execute();
  await db.schema.createIndex('journal_acknowledgements_by_sequence').on('journal_acknowledgements').column('sequence').execute();
  await db.schema
    .createIndex('journal_acknowledgements_awaited')
    .on('journal_acknowledgements')
    .columns(['edge', 'sequence'])
    .where(sql<boolean>`at is null`)
    .execute();
}

async function createEdges(db: Kysely<Rows>): Promise<void> {
  await db.schema
    .createTable('edges')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('pop', 'text', (column) => column.notNull())
    .addColumn('driver', 'text', (column) => column.notNull())
    .addColumn('session', 'text', (column) => column.notNull())
    .addColumn('cursor', 'bigint', (column) => column.notNull())
    .addColumn('joined_at', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'text', (column) => column.notNull())
    .addColumn('retired_at', 'text')
    .execute();

  await db.schema
    .createTable('edge_sessions')
    .addColumn('session', 'text', (column) => column.primaryKey())
    .addColumn('edge', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .execute();
}

/** SQLite alters little of a table, so a new one takes the rows. No edge has ever stored anything for them: they are done. Answers how many there are. */
async function extendContentJobs(db: Kysely<Rows>): Promise<number> {
  await db.schema.dropIndex('content_jobs_by_account').execute();
  await db.schema.alterTable('content_jobs').renameTo('content_jobs_before').execute();
  await db.schema
    .createTable('content_jobs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'bigint', (column) => column.notNull().unique())
    .addColumn('account_number', 'text', (column) => column.notNull().references('customers.account_number'))
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('targets', 'text', (column) => column.notNull())
    .addColumn('purges', 'text', (column) => column.notNull())
    .addColumn('loads', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('media_type_ids', 'text', (column) => column.notNull())
    .addColumn('region_ids', 'text', (column) => column.notNull())
    .addColumn('soft', 'integer', (column) => column.notNull())
    .addColumn('then_load', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('in_date', 'text', (column) => column.notNull())
    .addColumn('dispatched_at', 'text')
    .addColumn('complete_date', 'text')
    .addColumn('idempotency_key', 'text')
    .addColumn('created_by_user_id', 'bigint')
    .addColumn('created_by_login', 'text')
    .addColumn('sequence', 'bigint')
    .addUniqueConstraint('content_jobs_one_of_each_key', ['account_number', 'idempotency_key'])
    .execute();
  await db.schema.createIndex('content_jobs_by_account').on('content_jobs').columns(['account_number', 'number']).execute();
  await db.schema.createIndex('content_jobs_by_status').on('content_jobs').columns(['account_number', 'status', 'number']).execute();
  await db.schema.createIndex('content_jobs_by_sequence').on('content_jobs').column('sequence').execute();

  const before = await db.selectFrom('content_jobs_before').selectAll().orderBy('in_date').orderBy('id').execute();
  for (const [index, { id, account_number, action, media_path, media_type_id, region_ids, in_date, complete_date }] of before.entries()) {
    const job = {
      id,
      account_number,
      action,
      region_ids,
      in_date,
      number: index + 1,
      kind: 'single',
      targets: JSON.stringify([{ kind: 'url', value: media_path }]),
      purges: '[]',
      loads: '[]',
      size: 1,
      media_type_ids: JSON.stringify([media_type_id]),
      soft: 0,
      then_load: 0,
      status: 'done',
      complete_date: complete_date ?? in_date,
    };
    await db.insertInto('content_jobs').values(job).execute();
  }
  await db.schema.dropTable('content_jobs_before').execute();
  return before.length;
}

/** Edges learn from the journal whom they serve: an entry for each customer that there is. `last`: the number that was given last. */
async function journalConfigurations(db: Kysely<Rows>, last: number): Promise<void> {
  const at = new Date().toISOString();
  const customers = await db.selectFrom('customers').select('account_number').orderBy('account_number').execute();
  for (const [index, { account_number }] of customers.entries()) {
    await db.insertInto('fleet_journal').values({ sequence: last + index + 1, kind: 'configure', account_number, at }).execute();
  }
  await db.insertInto('journal_counter').values({ id: 1, sequence: last + customers.length }).execute();
}
