import type { Migration } from 'kysely/migration';
import type { AnnounceCommits } from '../ddl.ts';

/** Every process hears of the commits that may change whose token it is and what it may do. */
export const commitNotices = (announceCommits: AnnounceCommits): Migration => ({
  up: (db) => announceCommits(db, ['customers', 'users', 'tokens']),
});
