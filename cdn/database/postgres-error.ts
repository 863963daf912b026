import { withoutPassword } from './postgres-url.ts';

/** What is wrong with the server or the database, said without SQL. */
export class UnfitServerError extends Error {}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const problems: ReadonlyMap<unknown, string> = new Map([
  ['28P01', 'the server refuses this user or password; correct them.'],
  ['28000', 'the server does not let this user in; check the user, and pg_hba.conf on the server.'],
  ['3D000', 'the server has no database of this name; create it or correct the name.'],
  ['42501', 'the user may not create tables in it; make the user the owner of the database.'],
  ['53300', "the server has no connection left; raise its max_connections or lower DATABASE_POOL_SIZE."],
  ['ENOTFOUND', 'there is no host of this name; correct it.'],
]);

const unreachable = new Set<unknown>(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOENT']);

/** Why the database at `url` can't be opened, and the fix; the password is not in it. */
export function openingError(url: string, cause: unknown): Error {
  return new Error(`DATABASE_URL ${withoutPassword(url)}: ${problemOf(cause)}`, { cause });
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the database can\'t be opened.';
  const code = 'code' in error ? error.code : undefined;
  const known = problems.get(code);
  if (known !== undefined) return known;
  if (unreachable.has(code) || /timeout|terminated/.test(error.message)) return 'no PostgreSQL server answers there; start it, or correct host and port.';
  // The migration that failed says so; what the server said of it may tell the fix.
  if (error.cause !== undefined) return problems.get((error.cause as { code?: unknown }).code) ?? error.message;
  return error.message;
}
