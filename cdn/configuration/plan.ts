import type { Database } from '../database/tables.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Site } from '../edge/site.ts';
import type { Vault } from '../vault.ts';
import { applyDocument } from './apply.ts';
import { type ConfigurationStore, newProblems } from './change.ts';
import { sitesOf } from './compile.ts';
import { type Change, diff } from './diff.ts';
import type { ConfigurationDocument } from './document.ts';
import type { ConfigurationProblem } from './problems.ts';
import { lockCurrent } from './versions.ts';

/** What a document would do. */
export interface Plan {
  /** The version that is in force. */
  readonly version: number;
  readonly changes: readonly Change[];
  readonly problems: readonly ConfigurationProblem[];
  /** What edges would get, without the keys of tokens; none while there are problems. */
  readonly sites: readonly Site[];
}

/** Tells what applying a valid document would do, by doing it in a transaction that is rolled back. */
export async function planDocument({ db, settings }: ConfigurationStore, vault: Vault, accountNumber: string, document: ConfigurationDocument): Promise<Plan> {
  return rolledBack(db, async (transaction) => {
    const current = await lockCurrent(transaction, accountNumber);
    const plan = { version: current.number, changes: diff(current.document, document) };
    const problems = await newProblems(transaction, accountNumber, current.document, document, settings);
    if (problems.length > 0) return { ...plan, problems, sites: [] };
    await applyDocument(transaction, accountNumber, document);
    const sites = await sitesOf(transaction, vault, accountNumber, settings);
    return { ...plan, problems, sites: sites.map(withoutKeys) };
  });
}

/** The journal is no place for secrets; whether an edge can serve a site does not depend on them. */
const withoutKeys = (site: Site): Site => ({ ...site, protectedPaths: site.protectedPaths.map(({ path }) => ({ path, keys: [] })) });

class RolledBack<Result> extends Error {
  readonly result: Result;

  constructor(result: Result) {
    super('Nothing of this was to stay.');
    this.result = result;
  }
}

/** What `work` answers, after everything that it wrote is undone. */
async function rolledBack<Result>(db: Database, work: (transaction: Database) => Promise<Result>): Promise<Result> {
  try {
    return await inTransaction(db, async (transaction) => {
      throw new RolledBack(await work(transaction));
    });
  } catch (error) {
    // Thrown above, with what this work answered.
    if (error instanceof RolledBack) return error.result as Result;
    throw error;
  }
}
