import { type Kysely, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration';
import type { Ddl } from './ddl.ts';
import { configuration } from './migrations/0001-configuration.ts';
import { accessLog } from './migrations/0002-access-log.ts';
import { cacheSettings } from './migrations/0003-cache-settings.ts';
import { tokenAuthentication } from './migrations/0004-token-authentication.ts';
import { logSettings } from './migrations/0005-log-settings.ts';
import { commitNotices } from './migrations/0006-commit-notices.ts';
import { fleet } from './migrations/0007-fleet.ts';
import { configVersions } from './migrations/0008-config-versions.ts';
import { sweepIndexes } from './migrations/0009-sweep-indexes.ts';
import { eventProgress } from './migrations/0011-event-progress.ts';
import type { Database } from './tables.ts';

/** Every migration under the name by which a database remembers it: never rename or reorder, only append. */
const migrations = ({ addId, announceCommits }: Ddl) => ({
  '0001-configuration': configuration(addId),
  '0002-access-log': accessLog(addId),
  '0003-cache-settings': cacheSettings,
  '0004-token-authentication': tokenAuthentication(addId),
  '0005-log-settings': logSettings,
  '0006-commit-notices': commitNotices(announceCommits),
  '0007-fleet': fleet,
  '0008-config-versions': configVersions,
  '0009-sweep-indexes': sweepIndexes,
  '0011-event-progress': eventProgress,
});

/** Brings the tables to this release's form in one transaction. Rejects, changing nothing, if a newer one has migrated them. */
export async function migrate(db: Database, ddl: Ddl): Promise<void> {
  // Migrations spell columns as the database has them.
  const plain = db.withoutPlugins();
  const known = migrations(ddl);
  const newer = (await executed(plain)).filter((name) => !(name in known));
  if (newer.length > 0) {
    throw new Error(
      `A newer release has migrated this database (${newer.join(', ')}). ` +
        'Start the newer release, or restore a backup taken before it ran.',
    );
  }
  const { error } = await new Migrator({ db: plain, provider: { getMigrations: async () => known } }).migrateToLatest();
  if (error !== undefined) throw new Error('The database could not be migrated; it is as it was before.', { cause: error });
}

async function executed<Tables>(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(db);
  return rows.map(({ name }) => name);
}
