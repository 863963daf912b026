import { DatabaseSync } from 'node:sqlite';
import type { Commits } from './commits.ts';

/** Watches the commits to the SQLite database in the file at `path`, on a connection of its own: none sees its own commits so. */
export function watchCommits(path: string): Commits & { close(): void } {
  const watcher = new DatabaseSync(path, { readOnly: true });
  // https://sqlite.org/pragma.html#pragma_data_version
  const dataVersion = watcher.prepare('pragma data_version');
  return {
    mark: () => dataVersion.get()?.data_version,
    close: () => watcher.close(),
  };
}
