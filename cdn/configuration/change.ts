import { isDeepStrictEqual } from 'node:util';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { badRequest, invalidUser } from '@edgegraph/rest/error.ts';
import type { Problem } from '@edgegraph/schema/errors.ts';
import type { Notices } from '../database/notices.ts';
import { activateDraft, appendConfigVersion } from '../database/queries/config-versions.ts';
import { appendEntry } from '../database/queries/fleet-journal.ts';
import { type User, findUser } from '../database/queries/users.ts';
import type { Database } from '../database/tables.ts';
import { now } from '../database/time.ts';
import { inTransaction } from '../database/transaction.ts';
import type { CdnSettings } from './compile.ts';
import type { ConfigurationDocument } from './document.ts';
import { type ConfigurationProblem, placeOf, problemsOf } from './problems.ts';
import { snapshot } from './snapshot.ts';
import { type Current, expectVersion, lockCurrent } from './versions.ts';

/** What configurations are changed in. */
export interface ConfigurationStore {
  readonly db: Database;
  readonly notices: Notices;
  readonly settings: CdnSettings;
}

/** A change of a customer's configuration under way. */
export interface ConfigurationChange {
  /** The transaction that the change is one with. */
  readonly db: Database;
  /** The version that it is made on. */
  readonly current: Current;
  /** Notes what is changed beside the document, such as a key: edges are told, and a version says so. */
  note(comment: string): void;
  /** Says that the change is a version's: that draft is put in force in place of a new one, or a new one repeats that one. */
  isOf(source: Source): void;
}

type Source = { readonly draft: number } | { readonly restores: number };

export interface ChangeOptions {
  /** Refuses the change unless this version is in force; left out: whichever is. */
  readonly expectedVersion?: number | undefined;
  readonly comment?: string | null | undefined;
  /** A problem in terms of the input; by the document's place if left out. */
  readonly inInput?: ((problem: ConfigurationProblem) => Problem) | undefined;
}

export interface Changed<Answer> {
  readonly answer: Answer;
  /** The version that is in force then. */
  readonly version: number;
}

/**
 * Changes a customer's configuration in one transaction: runs `work`, checks the whole, and makes a version and the journal's entry for the edges. None is
 * made where nothing has changed. One change at a time; all of it or, when `work` or a check rejects, nothing.
 */
export async function changeConfiguration<Answer>(
  { db, notices, settings }: ConfigurationStore,
  viewer: Viewer,
  options: ChangeOptions,
  work: (change: ConfigurationChange) => Promise<Answer>,
): Promise<Changed<Answer>> {
  return inTransaction(db, async (transaction) => {
    const { accountNumber } = viewer;
    const current = await lockCurrent(transaction, accountNumber);
    const actor = await findUser(transaction, accountNumber, viewer.userId);
    if (!actor) throw invalidUser();
    await expectVersion(transaction, viewer, current, options.expectedVersion);
    const notes: string[] = [];
    let source: Partial<Record<'draft' | 'restores', number>> = {};
    const answer = await work({ db: transaction, current, note: (comment) => void notes.push(comment), isOf: (given) => void (source = given) });
    const document = await snapshot(transaction, accountNumber);
    const isSame = isDeepStrictEqual(document, current.document);
    if (isSame && notes.length === 0 && source.draft === undefined) return { answer, version: current.number };
    if (!isSame) await refuseProblems(transaction, accountNumber, current.document, document, settings, options.inInput);
    const comment = options.comment ?? (notes.length > 0 ? notes.join(' ') : null);
    const version = await record(transaction, { actor, current, document, comment, ...source });
    await notices.publish(transaction, 'fleet');
    return { answer, version };
  });
}

interface Recording {
  readonly actor: User;
  readonly current: Current;
  readonly document: ConfigurationDocument;
  readonly comment: string | null;
  readonly draft?: number;
  readonly restores?: number;
}

/** The number of the version that is in force now. */
async function record(db: Database, { actor, current, document, comment, draft, restores }: Recording): Promise<number> {
  const { accountNumber } = actor;
  const number = draft ?? current.lastNumber + 1;
  const sequence = await appendEntry(db, { kind: 'configure', accountNumber, version: number });
  if (draft === undefined) {
    await appendConfigVersion(db, {
      accountNumber,
      number,
      state: 'activated',
      document: JSON.stringify(document),
      authorUserId: actor.id,
      authorLogin: actor.login,
      comment,
      basedOn: current.number,
      restores: restores ?? null,
      activatedAt: now(),
      activatedByLogin: actor.login,
      sequence,
    });
  } else await activateDraft(db, accountNumber, draft, { activatedByLogin: actor.login, basedOn: current.number, sequence });
  return number;
}

/** Throws 400 for what is wrong with the new document and was not with the one before: what came otherwise must not stop every change. */
async function refuseProblems(
  db: Database,
  accountNumber: string,
  before: ConfigurationDocument,
  after: ConfigurationDocument,
  settings: CdnSettings,
  inInput: NonNullable<ChangeOptions['inInput']> = inDocument,
): Promise<void> {
  const problems = await newProblems(db, accountNumber, before, after, settings);
  if (problems.length > 0) throw badRequest(problems.map(inInput));
}

/** What is wrong with the document after a change and was not with the one before. */
export async function newProblems(
  db: Database,
  accountNumber: string,
  before: ConfigurationDocument,
  after: ConfigurationDocument,
  settings: CdnSettings,
): Promise<ConfigurationProblem[]> {
  const problems = await problemsOf(db, accountNumber, after, settings);
  if (problems.length === 0) return [];
  const known = new Set((await problemsOf(db, accountNumber, before, settings)).map((problem) => `${placeOf(problem)} ${problem.message}`));
  return problems.filter((problem) => !known.has(`${placeOf(problem)} ${problem.message}`));
}

const inDocument = (problem: ConfigurationProblem): Problem => ({ path: placeOf(problem), message: problem.message });
