import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { appendConfigVersion, findConfigVersion, lockConfiguration } from '../database/queries/config-versions.ts';
import { latestConfiguration } from '../database/queries/fleet-journal.ts';
import type { Database } from '../database/tables.ts';
import { now } from '../database/time.ts';
import type { ConfigurationDocument } from './document.ts';
import { snapshot } from './snapshot.ts';

/** The version that is in force, in a transaction that keeps others from changing it. */
export interface Current {
  readonly number: number;
  /** The greatest number of a version, drafts included. */
  readonly lastNumber: number;
  readonly document: ConfigurationDocument;
}

/** Locks a customer's configuration; makes version 1 of what is there if there is none yet. */
export async function lockCurrent(db: Database, accountNumber: string): Promise<Current> {
  const { activeNumber: number, lastNumber } = await lockConfiguration(db, accountNumber);
  if (number > 0) return { number, lastNumber, document: await documentOfVersion(db, accountNumber, number) };
  const document = await snapshot(db, accountNumber);
  await appendConfigVersion(db, {
    accountNumber,
    number: 1,
    state: 'activated',
    document: JSON.stringify(document),
    authorUserId: null,
    authorLogin: null,
    comment: 'As found when versions began.',
    basedOn: null,
    restores: null,
    activatedAt: now(),
    activatedByLogin: null,
    // Edges may know it: from a first start, or from before there were versions.
    sequence: (await latestConfiguration(db, accountNumber))?.sequence ?? null,
  });
  return { number: 1, lastNumber: 1, document };
}

/** Throws if there is no such version: for those whose numbers come from the store. */
async function documentOfVersion(db: Database, accountNumber: string, number: number): Promise<ConfigurationDocument> {
  const version = await findConfigVersion(db, accountNumber, number);
  if (!version) throw new Error(`Customer ${accountNumber} has no version ${number}.`);
  return parseStored(version.document);
}

/** A document as versions keep it: it was valid when it was written. */
export const parseStored = (text: string): ConfigurationDocument => JSON.parse(text) as ConfigurationDocument;

/** Throws 409 with who saved what in between, unless the version in force is the expected one. */
export async function expectVersion(db: Database, { accountNumber }: Pick<Viewer, 'accountNumber'>, current: Current, expected: number | undefined): Promise<void> {
  if (expected === undefined || expected === current.number) return;
  const version = await findConfigVersion(db, accountNumber, current.number);
  const savedBy = version?.activatedByLogin ?? null;
  throw new RestError(
    409,
    `${savedBy ?? 'Somebody'} has changed the configuration since: version ${current.number} is in force, not ${expected}. Read it and repeat your change.`,
    { details: { SavedBy: savedBy, SavedAt: version?.activatedAt ?? null, Version: current.number } },
  );
}
