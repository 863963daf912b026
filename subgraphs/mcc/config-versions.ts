/** The whole configuration, and its versions. */
import { uncapitalized } from '@edgegraph/rest/capitalized.ts';
import { dateText } from '@edgegraph/rest/codec.ts';
import { type PageArguments, cursorOf, pageOf, pageSize, positionOf } from '../connection.ts';
import { atInput } from '../errors.ts';
import type { Resolvers, TimeRange } from '../generated/mcc.ts';
import { toBounds } from '../time-range.ts';
import { toVersion } from './config-version-loaders.ts';
import { expected } from './expected.ts';
import type { Context } from './loaders.ts';

/** What mutations on versions answer with; the version itself is read when asked for. */
export interface NumberPayload {
  readonly number: number;
}

interface VersionArguments extends PageArguments {
  readonly range?: TimeRange | null;
  /** Only those that were put in force, the range counted from that moment. */
  readonly activated?: boolean;
}

/** A page of versions, the highest number first; the service pages them, since they may be many. */
export async function versionPage({ range, activated, ...page }: VersionArguments, { rest, caller }: Pick<Context, 'rest' | 'caller'>) {
  const bounds = range && toBounds(range, new Date());
  const { Versions, Next } = await rest.mcc.listConfigVersions(
    {
      ...(activated === true && { activated: 1 }),
      limit: pageSize(page),
      before: page.after == null ? undefined : positionOf(page.after)[1],
      begindate: bounds ? dateText(bounds.from.getTime()) : undefined,
      // To whole seconds; up, so that what was made within this one is there.
      enddate: bounds ? dateText(Math.ceil(bounds.to.getTime() / 1000) * 1000) : undefined,
    },
    caller,
  );
  const edges = Versions.map((version) => ({ cursor: cursorOf([version.Number, version.Number]), node: toVersion(version) }));
  return pageOf(edges, { hasNextPage: Next !== null, hasPreviousPage: page.after != null });
}

export const configVersions = {
  Customer: {
    configuration: async (_customer, _args, { rest, caller }) => {
      const { Document, Version } = await rest.mcc.getConfiguration({}, caller);
      return { document: Document, version: Version };
    },
    configVersions: (_customer, args, context) => versionPage(args, context),
    configVersion: (_customer, { number }, { loaders }) => loaders.configVersion.load(number),
  },
  ConfigVersion: {
    document: ({ number }, _args, { loaders }) => loaders.configDocument.load(number),
    changes: ({ number }, _args, { loaders }) => loaders.configChanges.load(number),
    edges: ({ number }, _args, { loaders }) => loaders.configEdges.load(number),
  },
  CreateConfigDraftPayload: { configVersion: ({ number }, _args, { loaders }) => loaders.configVersion.load(number) },
  ActivateConfigVersionPayload: { configVersion: ({ number }, _args, { loaders }) => loaders.configVersion.load(number) },
  ApplyConfigPayload: { configVersion: ({ number }, _args, { loaders }) => loaders.configVersion.load(number) },
  Mutation: {
    createConfigDraft: async (_root, { input: { document, comment } }, { rest, caller }) => {
      const created = rest.mcc.createConfigDraft({ body: { Document: document, Comment: comment ?? null } }, caller);
      return { number: (await atInput(created, members)).Number };
    },
    dryRunConfig: async (_root, { input: { number } }, { rest, caller }) => {
      const { Changes, Edges, Problems } = await atInput(rest.mcc.dryRunConfigVersion({ number }, caller), members);
      return { number, changes: uncapitalized(Changes), edges: uncapitalized(Edges), problems: uncapitalized(Problems) };
    },
    activateConfigVersion: async (_root, { input: { number, expectedVersion, comment } }, { rest, caller }) => {
      const body = { ExpectedVersion: expectedVersion, Comment: comment ?? null };
      return { number: (await atInput(rest.mcc.activateConfigVersion({ number, body }, caller), members)).Number };
    },
    deleteConfigDraft: async (_root, { input: { number } }, { rest, caller }) => {
      await atInput(rest.mcc.deleteConfigDraft({ number }, caller), members);
      return { number };
    },
    applyConfig: async (_root, { input: { document, plan, comment, expectedVersion } }, { rest, caller }) => {
      const body = { Document: document, Plan: plan ?? false, Comment: comment ?? null };
      const applied = rest.mcc.applyConfiguration({ body, ...expected({ expectedVersion }) }, caller);
      const { Changes, Edges, Problems, Version } = await atInput(applied, members);
      return { number: Version, changes: uncapitalized(Changes), edges: uncapitalized(Edges), problems: uncapitalized(Problems) };
    },
  },
} satisfies Resolvers<Context>;

/** Where the members of the bodies come from in `input`. */
const members = { Document: 'document', Comment: 'comment', Plan: 'plan', ExpectedVersion: 'expectedVersion' };
