import { capitalized } from '@edgegraph/rest/capitalized.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import type { ConfigOutcome, ConfigVersion as RestConfigVersion, configVersions } from '@edgegraph/rest/mcc/config-versions.ts';
import { type ConfigurationStore, changeConfiguration } from '../../configuration/change.ts';
import { diff } from '../../configuration/diff.ts';
import type { ConfigurationDocument } from '../../configuration/document.ts';
import { activateVersion, applyChecked, createDraft, deleteDraft, findVersion } from '../../configuration/drafts.ts';
import { checkAtEdges } from '../../configuration/edge-check.ts';
import { edgeStates } from '../../configuration/edge-states.ts';
import { planDocument } from '../../configuration/plan.ts';
import { placeOf } from '../../configuration/problems.ts';
import { lockCurrent, parseStored } from '../../configuration/versions.ts';
import { fromYaml, toYaml } from '../../configuration/yaml.ts';
import { type ConfigVersion, findActiveNumber, listConfigDocuments, listConfigVersions } from '../../database/queries/config-versions.ts';
import type { Database } from '../../database/tables.ts';
import { inTransaction } from '../../database/transaction.ts';
import type { Vault } from '../../vault.ts';

/** A customer's whole configuration and its versions, in the configuration store. */
export const configVersionHandlers = (store: ConfigurationStore, vault: Vault): Handlers<typeof configVersions> => {
  const { db } = store;

  const plan = async (accountNumber: string, document: ConfigurationDocument): Promise<ConfigOutcome & { readonly Version: number }> => {
    const { version, changes, problems, sites } = await planDocument(store, vault, accountNumber, document);
    const edges = problems.length > 0 ? [] : await checkAtEdges(store, accountNumber, sites);
    return {
      Changes: capitalized(changes),
      Edges: capitalized(edges),
      Problems: problems.map((problem) => ({ Message: problem.message, Path: placeOf(problem) })),
      Version: version,
    };
  };

  return {
    getConfiguration: async (_input, { accountNumber }) => {
      const { document, number } = await readCurrent(db, accountNumber);
      return { Document: toYaml(document), Version: number };
    },

    applyConfiguration: async ({ body: { Document, Plan, Comment }, expectedversion }, viewer) => {
      const read = fromYaml(Document);
      if (Plan === true) {
        if ('document' in read) return plan(viewer.accountNumber, read.document);
        const { number } = await readCurrent(db, viewer.accountNumber);
        return { Changes: [], Edges: [], Problems: capitalized(read.problems), Version: number };
      }
      const document = documentIn(Document);
      const options = { expectedVersion: expectedversion, comment: Comment ?? null };
      const { answer, version } = await changeConfiguration(store, viewer, options, async (change) => {
        await applyChecked(store, viewer.accountNumber, change, document);
        return diff(change.current.document, document);
      });
      return { Changes: capitalized(answer), Edges: [], Problems: [], Version: version };
    },

    listConfigVersions: async ({ activated, before, begindate, enddate, limit, number }, { accountNumber }) => {
      const active = (await findActiveNumber(db, accountNumber)) ?? (await readCurrent(db, accountNumber)).number;
      const filter = { by: activated === 1 ? ('activatedAt' as const) : undefined, before, from: toTime(begindate), to: toTime(enddate), numbers: number };
      // One more than asked for, to know whether there is a next page.
      const found = await listConfigVersions(db, accountNumber, { ...filter, limit: limit + 1 });
      const versions = found.slice(0, limit);
      return { Next: found.length > limit ? (versions.at(-1)?.number ?? null) : null, Versions: versions.map((version) => toRest(version, active)) };
    },

    getConfigDocuments: async ({ number }, { accountNumber }) =>
      [...(await listConfigDocuments(db, accountNumber, number))].map(([Number, text]) => ({ Document: toYaml(parseStored(text)), Number })),

    getConfigChanges: async ({ number }, { accountNumber }) => {
      const versions = await listConfigVersions(db, accountNumber, { numbers: number, limit: number.length });
      const bases = versions.map(({ basedOn }) => basedOn).filter((base) => base !== null);
      const texts = await listConfigDocuments(db, accountNumber, [...new Set([...number, ...bases])]);
      const documentOf = (each: number | null) => {
        const text = each === null ? undefined : texts.get(each);
        return text === undefined ? null : parseStored(text);
      };
      return versions.map((version) => {
        const after = documentOf(version.number);
        return { Changes: after === null ? [] : capitalized(diff(documentOf(version.basedOn), after)), Number: version.number };
      });
    },

    getConfigEdges: async ({ number }, { accountNumber }) => {
      const versions = await listConfigVersions(db, accountNumber, { numbers: number, limit: number.length });
      const states = await edgeStates(db, versions.map(({ sequence }) => sequence).filter((sequence) => sequence !== null));
      return versions.map((version) => ({
        Edges: version.sequence === null ? [] : capitalized([...(states.get(version.sequence) ?? [])]),
        Number: version.number,
      }));
    },

    createConfigDraft: async ({ body: { Document, Comment } }, viewer) => ({
      Number: await createDraft(db, viewer, documentIn(Document), Comment ?? null),
    }),

    dryRunConfigVersion: async ({ number }, { accountNumber }) => {
      const { document } = await findVersion(db, accountNumber, number);
      const { Changes, Edges, Problems } = await plan(accountNumber, document);
      return { Changes, Edges, Problems };
    },

    activateConfigVersion: async ({ number, body: { ExpectedVersion, Comment } }, viewer) => ({
      Number: await activateVersion(store, viewer, number, { expectedVersion: ExpectedVersion, comment: Comment ?? null }),
    }),

    deleteConfigDraft: async ({ number }, { accountNumber }) => {
      await deleteDraft(db, accountNumber, number);
      return null;
    },
  };
};

const readCurrent = (db: Database, accountNumber: string) => inTransaction(db, (transaction) => lockCurrent(transaction, accountNumber));

/** Throws 400 with everything that is wrong with the text, each with its place in it. */
function documentIn(text: string): ConfigurationDocument {
  const read = fromYaml(text);
  if ('document' in read) return read.document;
  throw badRequest(read.problems.map(({ path, message }) => ({ path: 'Document', message: path === '' ? message : `${path}: ${message}` })));
}

const toTime = (moment: number | undefined): string | undefined => (moment === undefined ? undefined : new Date(moment).toISOString());

const toRest = (version: ConfigVersion, active: number): RestConfigVersion => ({
  ActivatedAt: version.activatedAt,
  ActivatedBy: version.activatedByLogin,
  Author: version.authorLogin,
  BasedOn: version.basedOn,
  Comment: version.comment,
  CreatedAt: version.createdAt,
  IsActive: version.number === active,
  Number: version.number,
  Restores: version.restores,
  State: ({ draft: 'DRAFT', activated: 'ACTIVATED', discarded: 'DISCARDED' } as const)[version.state],
});
