import { capitalized, uncapitalized } from '@edgegraph/rest/capitalized.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { missing } from '@edgegraph/rest/error.ts';
import type { cacheRules } from '@edgegraph/rest/mcc/cache-rules.ts';
import { type ConfigurationStore, changeConfiguration } from '../../configuration/change.ts';
import { findCacheRules, listCacheRules, saveCacheRules } from '../../database/queries/cache-rules.ts';
import { findEdgeCname } from '../../database/queries/edge-cnames.ts';

/** Cache rules of edge CNAMEs, in the configuration store. */
export const cacheRuleHandlers = (store: ConfigurationStore): Handlers<typeof cacheRules> => ({
  listCacheRules: async (_input, { accountNumber }) =>
    [...(await listCacheRules(store.db, accountNumber))].map(([Id, rules]) => ({ Id, Rules: capitalized(rules) })),

  getCacheRules: async ({ id }, { accountNumber }) => {
    const cname = await findEdgeCname(store.db, accountNumber, id);
    return cname && { Rules: capitalized(await findCacheRules(store.db, id)) };
  },

  setCacheRules: async ({ id, body, expectedversion }, viewer) => {
    await changeConfiguration(store, viewer, { expectedVersion: expectedversion }, async ({ db }) => {
      if (!(await findEdgeCname(db, viewer.accountNumber, id))) throw missing(`Edge CNAME ${id}`);
      await saveCacheRules(db, id, uncapitalized(body.Rules));
    });
    return null;
  },
});
