import type { Migration } from 'kysely/migration';

/** What the control plane looks for once a minute it finds without reading all jobs and all that edges were ever told. */
export const sweepIndexes: Migration = {
  async up(db) {
    await db.schema.createIndex('content_jobs_by_age').on('content_jobs').columns(['status', 'in_date']).execute();
    await db.schema.createIndex('fleet_journal_by_age').on('fleet_journal').columns(['kind', 'at']).execute();
  },
};
