import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { badRequest, invalidUser, missing } from '@edgegraph/rest/error.ts';
import { appendConfigVersion, discardDraft, findConfigVersion, lockConfiguration } from '../database/queries/config-versions.ts';
import { findUser } from '../database/queries/users.ts';
import type { Database } from '../database/tables.ts';
import { inTransaction } from '../database/transaction.ts';
import { NameTaken, applyDocument } from './apply.ts';
import { type ConfigurationChange, type ConfigurationStore, changeConfiguration, newProblems } from './change.ts';
import { type ConfigurationDocument, configurationDocument } from './document.ts';
import { placeText } from './place.ts';
import { placeOf } from './problems.ts';
import { lockCurrent } from './versions.ts';

/** Keeps a document for later. Answers its number. */
export const createDraft = (db: Database, { accountNumber, userId }: Viewer, document: ConfigurationDocument, comment: string | null): Promise<number> =>
  inTransaction(db, async (transaction) => {
    const current = await lockCurrent(transaction, accountNumber);
    const author = await findUser(transaction, accountNumber, userId);
    if (!author) throw invalidUser();
    const number = current.lastNumber + 1;
    await appendConfigVersion(transaction, {
      accountNumber,
      number,
      state: 'draft',
      document: JSON.stringify(document),
      authorUserId: author.id,
      authorLogin: author.login,
      comment,
      basedOn: current.number,
      restores: null,
      activatedAt: null,
      activatedByLogin: null,
      sequence: null,
    });
    return number;
  });

/** Throws 404 where there is no such draft. */
export async function deleteDraft(db: Database, accountNumber: string, number: number): Promise<void> {
  await inTransaction(db, async (transaction) => {
    // An activation that has read the draft must not go on with it.
    await lockConfiguration(transaction, accountNumber);
    if (!(await discardDraft(transaction, accountNumber, number))) throw missing(`Draft ${number}`);
  });
}

interface Activation {
  readonly expectedVersion: number;
  readonly comment: string | null;
}

/** Puts a draft in force, or repeats an earlier version as a new one. Answers the number that is in force then. */
export async function activateVersion(store: ConfigurationStore, viewer: Viewer, number: number, activation: Activation): Promise<number> {
  const { version } = await changeConfiguration(store, viewer, activation, async (change) => {
    const found = await findVersion(change.db, viewer.accountNumber, number);
    change.isOf(found.isDraft ? { draft: number } : { restores: number });
    await applyChecked(store, viewer.accountNumber, change, found.document);
  });
  return version;
}

/** The document of a version that can be put in force. Throws 404 if there is none, and 400 if it is discarded or invalid by now. */
export async function findVersion(db: Database, accountNumber: string, number: number): Promise<{ readonly document: ConfigurationDocument; readonly isDraft: boolean }> {
  const version = await findConfigVersion(db, accountNumber, number);
  if (!version) throw missing(`Version ${number}`);
  if (version.state === 'discarded') throw badRequest([{ path: 'number', message: `${number} is a draft that was discarded; make a new one.` }]);
  const stored: unknown = JSON.parse(version.document);
  const parsed = configurationDocument.safeParse(stored);
  if (!parsed.success) throw badRequest(parsed.error.issues.map(({ path, message }) => ({ path: 'number', message: `${number} is not valid any more: ${placeText(stored, path)} ${message}` })));
  return { document: parsed.data, isDraft: version.state === 'draft' };
}

/** Makes the configuration what a document says. Throws 400 with everything that speaks against it, at `Document`. */
export async function applyChecked({ settings }: ConfigurationStore, accountNumber: string, { db, current }: ConfigurationChange, document: ConfigurationDocument): Promise<void> {
  const problems = await newProblems(db, accountNumber, current.document, document, settings);
  if (problems.length > 0) throw badRequest(problems.map((problem) => ({ path: 'Document', message: `${placeOf(problem)}: ${problem.message}` })));
  try {
    await applyDocument(db, accountNumber, document);
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error;
    throw badRequest([{ path: 'Document', message: `edgeCnames[${error.hostName}].name: "${error.hostName}" is taken; each host name belongs to one edge CNAME.` }]);
  }
}
