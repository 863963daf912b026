import type { Commits } from './commits.ts';
import type { Notices } from './notices.ts';
import type { Database } from './tables.ts';

/** The open configuration store. */
export interface Store {
  readonly db: Database;
  readonly commits: Commits;
  readonly notices: Notices;
  close(): Promise<void>;
}
