/** What happened in the range of a report: marks on its axis of time, each under its own permission. */
import { scalars } from '@edgegraph/schema/scalars.ts';
import type { Resolvers } from '../generated/mcc.ts';
import { versionPage } from './config-versions.ts';
import { contentJobsPage } from './content-jobs.ts';
import type { Context } from './loaders.ts';

/** Half-open. */
export interface RangeModel {
  readonly from: Date;
  readonly to: Date;
}

export const range = {
  Range: {
    // A promise, so that a key that is refused costs itself alone.
    __resolveReference: async (key): Promise<RangeModel> => ({ from: momentOf(key.from), to: momentOf(key.to) }),
    contentJobs: (marked, page, context) => contentJobsPage({ ...page, range: marked }, context),
    configVersions: (marked, page, context) => versionPage({ ...page, range: marked, activated: true }, context),
  },
} satisfies Resolvers<Context>;

/** A key comes as it was written by the subgraph that has it: text, which no scalar has read yet. Throws a GraphQLError if it is no moment. */
const momentOf = (written: unknown): Date => scalars.DateTime.parseValue(written);
